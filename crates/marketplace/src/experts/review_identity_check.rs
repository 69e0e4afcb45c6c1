use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck, Registration};
use kernel::{Actor, IdentityCheckId, Right};
use sea_orm::DatabaseTransaction;

use super::forwarded::forget;
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff ask the person for more.
    pub async fn ask_for_more_identity(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        reason: &str,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        registration.ensure_undue(now)?;
        let forwarded = check.upload();
        let check = check.ask_more(reason, now)?;
        let event = Event::now(EventKind::IdentityCheckActionRequired, actor, &id, now).because(reason.trim());

        experts::store::save_check(&tx, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(check)
    }
}

/// Reads a check for a decision, and before it the registration that it belongs to: always in that order.
pub(super) async fn lock_with_registration(
    tx: &DatabaseTransaction,
    id: IdentityCheckId,
) -> Result<(Registration, IdentityCheck)> {
    let not_found = || ExpertError::IdentityCheckNotFound(id);
    let check = experts::store::find_check(tx, id).await?.ok_or_else(not_found)?;
    let registration = experts::store::lock(tx, check.registration_id).await?.ok_or_else(not_found)?;
    let check = experts::store::lock_check(tx, id).await?.ok_or_else(not_found)?;
    Ok((registration, check))
}
