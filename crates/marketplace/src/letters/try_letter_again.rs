use events::{Event, EventKind, Letter, LetterError};
use kernel::{Actor, LetterId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff have a letter tried anew that the post did not take.
    pub async fn try_letter_again(&self, actor: Actor, id: LetterId) -> Result<Letter> {
        actor.may(Right::SettleUnresolved)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let letter = events::store::lock_letter(&tx, id).await?.ok_or(LetterError::NotFound(id))?;
        let waiting = letter.try_again(now)?;

        events::store::save_letter(&tx, &waiting).await?;
        events::store::record(&tx, &Event::now(EventKind::LetterTriedAgain, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(waiting)
    }
}
