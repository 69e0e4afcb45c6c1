use events::{Event, EventKind};
use kernel::{Actor, ChargeId};
use payments::{PaymentError, Rung};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// What is overdue is not paid yet: the customer is reminded, and after 120 days staff are told, each rung once and as
    /// of its own instant (IQ-33).
    pub async fn remind_customer(&self, id: ChargeId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        let Some(at) = charge.reminder_due(now) else { return Ok(Step::Left) };
        let (charge, rung) = charge.reminded();
        let kind = match rung {
            Rung::Reminder => EventKind::ChargeReminded,
            Rung::Alert => EventKind::ChargeLongOverdue,
        };

        payments::store::save_charge(&tx, &charge).await?;
        events::store::record(&tx, &Event::effective(kind, Actor::System, &id, at, now)).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
