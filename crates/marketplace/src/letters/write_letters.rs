use chrono::TimeDelta;
use events::{Letter, MailFrequency};
use kernel::{EventId, LetterId};
use sea_orm::DatabaseTransaction;

use super::{page::page, recipients::Reader, telling::Telling, texts::Text};
use crate::{Marketplace, Result, sweeps::Step};

/// Nobody is written about what lies longer back: when mail is switched on, the past stays past.
pub const STALE_AFTER: TimeDelta = TimeDelta::days(7);

impl Marketplace {
    /// Writes everybody whom an event concerns and who wants a letter about it, but for who did it (G-24). The event
    /// leaves the outbox in the same transaction: each is written once.
    pub async fn write_letters(&self, id: EventId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let Some(event) = events::store::tell(&tx, id, now).await? else { return Ok(Step::Left) };
        if now - event.recorded_at < STALE_AFTER
            && let Some(telling) = Telling::of(&tx, event, now).await?
        {
            for text in &telling.texts {
                write_all(&tx, &telling, text).await?;
            }
        }
        tx.commit().await?;
        Ok(Step::Done)
    }
}

async fn write_all(tx: &DatabaseTransaction, telling: &Telling, text: &Text) -> Result<()> {
    for (reader, mail) in telling.readers(tx, text).await? {
        // Whoever did it knows; their calendar does not.
        let wants = mail == MailFrequency::AtOnce && !telling.is_known_to(&reader, text);
        if wants || text.invites.is_some() {
            write(tx, telling, text, reader).await?;
        }
    }
    Ok(())
}

async fn write(tx: &DatabaseTransaction, telling: &Telling, text: &Text, reader: Reader) -> Result<()> {
    let content = page(text, &telling.about, &telling.event, &reader.recipient)?;
    let id = LetterId::generate(telling.now);
    let letter = Letter::new(id, telling.event.id, reader.recipient, content, telling.now);
    Ok(events::store::insert_letter(tx, &letter).await?)
}
