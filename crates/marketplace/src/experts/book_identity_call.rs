use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck};
use kernel::{Actor, CallSlotId, IdentityCallId, IdentityCheckId, Right};

use super::{person::person, review_identity_check::lock_with_registration};
use crate::{Marketplace, Result};

impl Marketplace {
    /// A person books one of the calls that staff offer; of two who want the same, the first has it (IQ-38).
    pub async fn book_identity_call(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        slot: CallSlotId,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ManageSeller)?;
        let ((member, account), now) = (person(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        if account != registration.account_id {
            return Err(ExpertError::IdentityCheckNotFound(id).into());
        }
        registration.open_at(now)?;
        let slot = experts::store::lock_slot(&tx, slot).await?.ok_or(ExpertError::CallSlotNotFound(slot))?;
        let check = check.book_call(slot.time.starts_at, now)?;
        let call = slot.book(IdentityCallId::generate(now), id, member, now)?;
        let registration = registration.call_scheduled();
        let scheduled = Event::now(EventKind::RegistrationCallScheduled, actor, &registration.id, now);

        if !experts::store::insert_call(&tx, &call).await? {
            return Err(ExpertError::SlotTaken(slot.time.starts_at).into());
        }
        experts::store::save(&tx, &registration).await?;
        experts::store::save_check(&tx, &check).await?;
        events::store::record(&tx, &Event::now(EventKind::IdentityCheckCallScheduled, actor, &id, now)).await?;
        events::store::record(&tx, &Event::now(EventKind::IdentityCallBooked, actor, &call.id, now)).await?;
        events::store::record(&tx, &scheduled).await?;
        tx.commit().await?;

        Ok(check)
    }
}
