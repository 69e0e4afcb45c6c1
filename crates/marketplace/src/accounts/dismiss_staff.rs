use accounts::{AccountError, Staff};
use events::{Event, EventKind};
use kernel::{Actor, Right, StaffId};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Somebody works for the operator no longer; one who may appoint always stays (IQ-12).
    pub async fn dismiss_staff(&self, actor: Actor, id: StaffId) -> Result<Staff> {
        actor.may(Right::ManageStaff)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        // All of them before the one, so that two who dismiss each other do not wait for one another for ever.
        let other_manager = accounts::store::has_other_staff_manager(&tx, id).await?;
        let staff = accounts::store::lock_staff(&tx, id).await?.ok_or(AccountError::StaffNotFound(id))?;
        let staff = staff.dismiss(other_manager, now)?;

        accounts::store::save_staff(&tx, &staff).await?;
        events::store::record(&tx, &Event::now(EventKind::StaffDismissed, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(staff)
    }
}
