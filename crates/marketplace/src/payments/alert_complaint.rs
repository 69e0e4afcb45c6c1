use events::{Event, EventKind};
use kernel::{Actor, ComplaintId};
use payments::PaymentError;

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Tells staff, once after each deadline, that the answer to a complaint is overdue (G-54).
    pub(crate) async fn alert_complaint(&self, id: ComplaintId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let complaint = payments::store::lock_complaint(&tx, id).await?.ok_or(PaymentError::ComplaintNotFound(id))?;
        let Some((complaint, due_at)) = complaint.alert_when_due(now) else { return Ok(Step::Left) };
        let event = Event::effective(EventKind::ComplaintOverdue, Actor::System, &id, due_at, now);

        payments::store::save_complaint(&tx, &complaint).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
