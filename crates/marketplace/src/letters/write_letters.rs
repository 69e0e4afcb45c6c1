use chrono::{DateTime, TimeDelta, Utc};
use events::{AuditRow, EventKind, Letter};
use kernel::{EventId, LetterId};
use sea_orm::DatabaseTransaction;

use super::{
    about::about,
    page::page,
    recipients::{actor, recipients},
    texts::texts,
};
use crate::{Marketplace, Result, sweeps::Step};

/// Nobody is written about what lies longer back: when mail is switched on, the past stays past.
const STALE_AFTER: TimeDelta = TimeDelta::days(7);

impl Marketplace {
    /// Writes everybody whom an event concerns, but for who did it (G-24). The event leaves the outbox in the same
    /// transaction: each is written once.
    pub async fn write_letters(&self, id: EventId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let Some(event) = events::store::tell(&tx, id, now).await? else { return Ok(Step::Left) };
        if now - event.recorded_at < STALE_AFTER {
            write(&tx, &event, now).await?;
        }
        tx.commit().await?;
        Ok(Step::Done)
    }
}

async fn write(tx: &DatabaseTransaction, event: &AuditRow, now: DateTime<Utc>) -> Result<()> {
    let Some(kind) = EventKind::named(&event.kind) else { return Ok(()) };
    let texts = texts(kind);
    if texts.is_empty() {
        return Ok(());
    }
    let Some(about) = about(tx, &event.subject).await? else { return Ok(()) };
    let actor = actor(tx, event).await?;
    for text in texts {
        let to = recipients(tx, text.to, &about, event.account_id).await?;
        // Whoever did it knows; their calendar does not.
        for to in to.into_iter().filter(|to| text.invites.is_some() || Some(&to.email) != actor.as_ref()) {
            let content = page(&text, &about, event, &to)?;
            let letter = Letter::new(LetterId::generate(now), event.id, to, content, now);
            events::store::insert_letter(tx, &letter).await?;
        }
    }
    Ok(())
}
