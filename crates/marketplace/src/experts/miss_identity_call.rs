use events::{Event, EventKind};
use experts::IdentityCheck;
use kernel::{Actor, IdentityCheckId, Right};

use super::{let_go_of_call::let_go_of_call, review_identity_check::lock_with_registration};
use crate::{Marketplace, Result};

impl Marketplace {
    /// The person did not come to the call: another one has to be booked.
    pub async fn miss_identity_call(&self, actor: Actor, id: IdentityCheckId) -> Result<IdentityCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        registration.open_at(now)?;
        let (registration, check) = (registration.call_required(), check.call_missed(now)?);
        let required = Event::now(EventKind::RegistrationIdentityCheckRequired, actor, &registration.id, now);

        let_go_of_call(&tx, actor, id, now).await?;
        experts::store::save(&tx, &registration).await?;
        experts::store::save_check(&tx, &check).await?;
        events::store::record(&tx, &Event::now(EventKind::IdentityCheckCallMissed, actor, &id, now)).await?;
        events::store::record(&tx, &required).await?;
        tx.commit().await?;

        Ok(check)
    }
}
