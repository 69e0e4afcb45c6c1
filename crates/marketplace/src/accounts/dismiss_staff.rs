use accounts::{AccountError, Staff};
use events::{Event, EventKind};
use kernel::{Actor, ActorError, Right, StaffId};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result, experts::withdraw_slots_of};

impl Marketplace {
    /// Somebody works for the operator no longer; one who may appoint always stays (IQ-12).
    pub async fn dismiss_staff(&self, actor: Actor, id: StaffId) -> Result<Staff> {
        actor.may(Right::ManageStaff)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let other_manager = lock_managers(&tx, actor).await?.into_iter().any(|manager| manager != id);
        let staff = accounts::store::lock_staff(&tx, id).await?.ok_or(AccountError::StaffNotFound(id))?;
        let staff = staff.dismiss(other_manager, now)?;

        accounts::store::save_staff(&tx, &staff).await?;
        withdraw_slots_of(&tx, actor, id, now).await?;
        events::store::record(&tx, &Event::now(EventKind::StaffDismissed, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(staff)
    }
}

/// Who may appoint and dismiss, locked. The actor's own right is asked again under the lock: of two who dismiss each
/// other at the same instant, the second has lost it.
async fn lock_managers(tx: &DatabaseTransaction, actor: Actor) -> Result<Vec<StaffId>> {
    let right = Right::ManageStaff;
    let appointed = accounts::store::lock_appointed(tx).await?;
    let managers = appointed.into_iter().filter(|staff| staff.rights().contains(right)).map(|staff| staff.id);
    let managers = managers.collect::<Vec<_>>();
    let is_manager = actor.staff().is_some_and(|staff| managers.contains(&staff));
    Ok(if is_manager { Ok(managers) } else { Err(ActorError::RightMissing(right)) }?)
}
