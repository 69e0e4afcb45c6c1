use accounts::{AccountError, Staff, digest_at, digest_day, next_digest_at};
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, Backlog, StaffId};
use sea_orm::ConnectionTrait;

use super::review_queue::ReviewQueue;
use crate::{Marketplace, Result, sweeps::Step};

/// What waits, queue by queue; what is empty is missing.
type Waiting = Vec<(ReviewQueue, Backlog)>;

impl Marketplace {
    /// A member of staff is told what waits for those who hold their rights: once a day, and only if something does.
    pub(crate) async fn write_staff_digest(&self, id: StaffId) -> Result<Step> {
        let now = self.clock.now();
        let day = digest_day(now);
        let tx = self.db.begin().await?;

        let staff = accounts::store::find_staff(&tx, id).await?.ok_or(AccountError::StaffNotFound(id))?;
        let waiting = of_rights(&waiting(&tx, now).await?, &staff);
        if !accounts::store::claim_digest(&tx, id, day).await? {
            return Ok(Step::Left); // Another process told them.
        }
        let words: Vec<_> = waiting.iter().map(|(queue, backlog)| queue.words(*backlog, now)).collect();
        if words.is_empty() {
            return Ok(Step::Left); // Somebody has worked it off.
        }
        let event = Event::effective(EventKind::StaffDigestWritten, Actor::System, &id, digest_at(day), now);

        events::store::record(&tx, &event.because(words.join(" "))).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }

    /// When each member of staff is to be told next; those for whom nothing waits are missing.
    pub(crate) async fn staff_digests(&self) -> Result<Vec<(StaffId, DateTime<Utc>)>> {
        let db = self.db.reader();
        let waiting = waiting(db, self.clock.now()).await?;
        if waiting.is_empty() {
            return Ok(vec![]);
        }
        let due = |(staff, last_on): (Staff, _)| {
            let oldest_at = of_rights(&waiting, &staff).iter().map(|(_, backlog)| backlog.oldest_at).min()?;
            Some((staff.id, next_digest_at(oldest_at, last_on)))
        };
        Ok(accounts::store::staff_with_last_digest(db).await?.into_iter().filter_map(due).collect())
    }
}

async fn waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Waiting> {
    let mut waiting = vec![];
    for queue in ReviewQueue::ALL {
        waiting.extend(queue.backlog(db, now).await?.map(|backlog| (queue, backlog)));
    }
    Ok(waiting)
}

fn of_rights(waiting: &Waiting, staff: &Staff) -> Waiting {
    waiting.iter().filter(|(queue, _)| staff.rights().contains(queue.right())).copied().collect()
}
