use std::collections::BTreeMap;

use kernel::{Backlog, Page, Queue, Slice, UsTaxFormId, Vault, count_up};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Value};

use crate::{UsFormKind, UsReviewCounts, UsReviewFilter, UsTaxForm, entity::us_form::Model};

/// The forms that wait for a reviewer and that a filter leaves.
const QUEUE: Queue = Queue {
    table: "us_tax_form",
    since: "signed_at",
    waiting: "
        where q.state = 'submitted'
          and (cast($1 as text) is null or q.kind = $1)
          and (cast($2 as timestamptz) is null or q.signed_at < $2)",
};

/// What waits for a reviewer, from what waits longest on.
pub async fn page_of_us_review_queue(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    filter: &UsReviewFilter,
    page: Page<UsTaxFormId>,
) -> Result<Slice<UsTaxForm>, DbErr> {
    let forms = QUEUE.rows::<Model, _>(db, values(filter), page).await?;
    Ok(page.slice(super::open_all(vault, forms).await?))
}

/// How many wait, of those that the filter leaves.
pub async fn count_us_review_queue(
    db: &impl ConnectionTrait,
    filter: &UsReviewFilter,
) -> Result<UsReviewCounts, DbErr> {
    let mut by_kind = BTreeMap::new();
    for (row, forms) in QUEUE.counted(db, &["q.kind"], values(filter)).await? {
        count_up(&mut by_kind, UsFormKind::try_from_value(&row.try_get("", "kind")?)?, forms);
    }
    let backlog = QUEUE.backlog(db, values(filter)).await?;
    Ok(UsReviewCounts {
        total: backlog.map_or(0, |backlog| backlog.count),
        oldest_at: backlog.map(|backlog| backlog.oldest_at),
        by_kind: by_kind.into_iter().collect(),
    })
}

/// How many forms wait for a reviewer, and for how long.
pub async fn us_review_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, values(&UsReviewFilter::default())).await
}

fn values(filter: &UsReviewFilter) -> Vec<Value> {
    vec![filter.kind.map(|kind| kind.to_value()).into(), filter.submitted_before.into()]
}
