use accounts::{Member, MemberState};
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, CustomerRequestId, EventId, Right};
use requests::{CustomerRequest, RequestError, SavedSearch, Searched};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result, sweeps::Step};

/// How many saved searches are read at a time, so that memory does not grow with their number.
const PAGE: u64 = 500;

impl Marketplace {
    /// Whoever looks for a request like this one is told of it, by one event, and never twice. It is no news any more in
    /// the same transaction.
    pub(crate) async fn tell_finders(&self, id: CustomerRequestId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some(since) = requests::store::take_fresh_request(&tx, id).await? else { return Ok(Step::Left) };
        let request = requests::store::find(&tx, id).await?.ok_or(RequestError::NotFound(id))?;
        let event = Event::now(EventKind::CustomerRequestFound, Actor::System, &id, now);

        if note_finds(&tx, (&request, since), event.id, now).await? {
            events::store::record(&tx, &event).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// Keeps which searches find it that were saved when it was no news yet. `false`: none that had not found it before.
async fn note_finds(
    tx: &DatabaseTransaction,
    (request, since): (&CustomerRequest, DateTime<Utc>),
    event: EventId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (searched, mut last, mut is_found) = (Searched::of(request), None, false);
    loop {
        let page = requests::store::saved_searches_for(tx, request, last, PAGE).await?;
        let Some(end) = page.last() else { return Ok(is_found) };
        last = Some(end.id);
        for saved in page.iter().filter(|saved| saved.saved_at <= since && saved.search.fits(&searched)) {
            if may_be_told(tx, saved, now).await? {
                is_found |= requests::store::insert_find(tx, saved, request, event).await?;
            }
        }
    }
}

/// Only who could read the request in their list is told of it (IQ-16).
async fn may_be_told(tx: &DatabaseTransaction, saved: &SavedSearch, now: DateTime<Utc>) -> Result<bool> {
    let may_speak = |member: Member| match member.state {
        MemberState::Active { rights, .. } => Right::TO_SPEAK.iter().any(|right| rights.contains(*right)),
        MemberState::Invited { .. } | MemberState::Removed { .. } => false,
    };
    let member = accounts::store::find_member(tx, saved.member_id).await?;
    Ok(member.is_some_and(may_speak) && experts::store::has_valid_link(tx, saved.account_id, now).await?)
}
