use events::{Event, EventKind};
use kernel::{Actor, ChargeId};
use payments::PaymentError;

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// The due instant passed and the charge is not paid: noted once, as of that instant (IQ-33).
    pub async fn mark_charge_overdue(&self, id: ChargeId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        if !charge.falls_overdue(now) {
            return Ok(Step::Left);
        }
        let charge = charge.overdue(now)?;
        let event = Event::effective(EventKind::ChargeOverdue, Actor::System, &id, charge.due_at, now);

        payments::store::save_charge(&tx, &charge).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
