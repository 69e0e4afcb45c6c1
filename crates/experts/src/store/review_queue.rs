use std::collections::BTreeMap;

use kernel::{Backlog, CertificationLinkId, Page, Queue, Slice, count_up};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Value};

use crate::{CertificationCounts, CertificationFilter, CertificationLink, WaitsFor, entity::certification_link::Model};

/// The certifications that wait for a decision and that a filter leaves.
const QUEUE: Queue = Queue {
    table: "certification_link",
    since: "since_at",
    waiting: "
        where q.state in ('claimed', 'manual_review')
          and (cast($1 as text) is null or q.state = $1)
          and (cast($2 as text) is null or lower(q.issuer) = lower($2))
          and (cast($3 as timestamptz) is null or q.since_at < $3)",
};

/// What waits for a decision, from what waits longest on.
pub async fn page_of_certification_queue(
    db: &impl ConnectionTrait,
    filter: &CertificationFilter,
    page: Page<CertificationLinkId>,
) -> Result<Slice<CertificationLink>, DbErr> {
    QUEUE.page::<Model, _, _>(db, values(filter), page).await
}

/// How many wait, of those that the filter leaves.
pub async fn count_certification_queue(
    db: &impl ConnectionTrait,
    filter: &CertificationFilter,
) -> Result<CertificationCounts, DbErr> {
    let (mut by_waits_for, mut by_issuer) = (BTreeMap::new(), BTreeMap::new());
    for (row, links) in QUEUE.counted(db, &["q.state", "lower(q.issuer) as issuer"], values(filter)).await? {
        count_up(&mut by_waits_for, WaitsFor::try_from_value(&row.try_get("", "state")?)?, links);
        count_up(&mut by_issuer, row.try_get("", "issuer")?, links);
    }
    let backlog = QUEUE.backlog(db, values(filter)).await?;
    Ok(CertificationCounts {
        total: backlog.map_or(0, |backlog| backlog.count),
        oldest_at: backlog.map(|backlog| backlog.oldest_at),
        by_waits_for: by_waits_for.into_iter().collect(),
        by_issuer: by_issuer.into_iter().collect(),
    })
}

/// How many certifications staff have to look at, and for how long.
pub async fn certification_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    let of_staff = CertificationFilter { waits_for: Some(WaitsFor::Staff), ..CertificationFilter::default() };
    QUEUE.backlog(db, values(&of_staff)).await
}

fn values(filter: &CertificationFilter) -> Vec<Value> {
    vec![
        filter.waits_for.map(|waits_for| waits_for.to_value()).into(),
        filter.issuer.clone().into(),
        filter.waiting_before.into(),
    ]
}
