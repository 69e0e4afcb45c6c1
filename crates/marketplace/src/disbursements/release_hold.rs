use disbursements::{DisbursementError, Hold, HoldError};
use events::{Event, EventKind};
use kernel::{Actor, ActorError, HoldId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff release what staff held; the system's own holds go with their causes alone (IQ-42).
    pub async fn release_hold(&self, actor: Actor, id: HoldId, reason: &str) -> Result<Hold> {
        actor.may(Right::ManageHolds)?;
        let by = actor.staff().ok_or(ActorError::RightMissing(Right::ManageHolds))?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let hold = disbursements::store::lock_hold(&tx, id)
            .await?
            .ok_or(HoldError::NotFound(id))
            .map_err(DisbursementError::from)?;
        let hold = hold.release(by, reason, now)?;
        let event = Event::now(EventKind::HoldReleased, actor, &id, now).because(reason.trim());

        disbursements::store::save_hold(&tx, &hold).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(hold)
    }
}
