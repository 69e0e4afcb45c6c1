use accounts::AccountError;
use events::{Event, EventKind};
use kernel::{Actor, ActorError, Dac7FormId, Right, text};
use tax::{FormIdentifier, Revealed, TaxError, ensure_may_reveal, reveals_counted_since};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff see an identifier that is masked everywhere else, for a reason that the audit trail keeps with their name;
    /// so many an hour and no more (G-59). What was revealed is written nowhere.
    pub async fn reveal_identifier(
        &self,
        actor: Actor,
        id: Dac7FormId,
        identifier: FormIdentifier,
        reason: &str,
    ) -> Result<Revealed> {
        actor.may(Right::RevealIdentifiers)?;
        let by = actor.staff().ok_or(ActorError::RightMissing(Right::RevealIdentifiers))?;
        let (reason, now) = (text("reason", reason, 10..=1_000)?, self.clock.now());
        let tx = self.db.begin().await?;

        // Two at once are counted one after the other.
        accounts::store::lock_staff(&tx, by).await?.ok_or(AccountError::StaffNotFound(by))?;
        let (kind, since) = (EventKind::IdentifierRevealed, reveals_counted_since(now));
        ensure_may_reveal(&events::store::done_by_staff(&tx, kind, by, since).await?)?;
        let form = tax::store::find(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let revealed = identifier.reveal(&form)?;

        let event = Event::now(kind, actor, &id, now).because(format!("{identifier}: {reason}"));
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(revealed)
    }
}
