use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck};
use kernel::{Actor, IdentityCheckId, Right};

use super::review_identity_check::lock_with_registration;
use crate::{Marketplace, Result};

impl Marketplace {
    /// A person books the video call; no two calls begin at one instant (IQ-38).
    pub async fn book_identity_call(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        call_at: DateTime<Utc>,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        if !actor.acts_for(registration.account_id) {
            return Err(ExpertError::IdentityCheckNotFound(id).into());
        }
        registration.open_at(now)?;
        let slot_is_free = experts::store::claim_call_slot(&tx, call_at, id).await?;
        let check = check.book_call(call_at, slot_is_free, now)?;
        let registration = registration.call_scheduled();
        let scheduled = Event::now(EventKind::RegistrationCallScheduled, actor, &registration.id, now);

        experts::store::save(&tx, &registration).await?;
        experts::store::save_check(&tx, &check).await?;
        events::store::record(&tx, &Event::now(EventKind::IdentityCheckCallScheduled, actor, &id, now)).await?;
        events::store::record(&tx, &scheduled).await?;
        tx.commit().await?;

        Ok(check)
    }
}
