use events::{Event, EventKind};
use kernel::Actor;
use vault::Dropping;

use super::{SEALED, subject};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Forgets the data keys that newer ones replaced, if nothing is sealed with them and no process may seal with them
    /// any more. Returns their numbers.
    pub async fn drop_old_keys(&self) -> Result<Vec<i64>> {
        let (now, mut dropped) = (self.clock.now(), vec![]);
        let tx = self.db.begin().await?;
        let mut older = vault::store::lock_all(&tx).await?;
        match older.pop().map(|newest| newest.drops_older(now)) {
            Some(Dropping::Now) => {}
            Some(Dropping::NotBefore(_)) | None => return Ok(dropped),
        }
        for key in older {
            if vault::store::drop_unused(&tx, key.number, &SEALED).await? {
                let event = Event::now(EventKind::DataKeyDropped, Actor::System, &subject(key.number), now);
                events::store::record(&tx, &event).await?;
                dropped.push(key.number);
            }
        }
        tx.commit().await?;
        Ok(dropped)
    }
}
