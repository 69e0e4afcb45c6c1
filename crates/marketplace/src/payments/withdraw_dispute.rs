use events::{Event, EventKind};
use kernel::{Actor, DisputeId, Right};
use payments::Dispute;

use super::dispute::{Case, lock_case};
use crate::{Marketplace, Result};

impl Marketplace {
    /// The customer takes the objection back: the bill waits for its decision again, with the time that was left (G-29).
    pub async fn withdraw_dispute(&self, actor: Actor, id: DisputeId) -> Result<Dispute> {
        actor.may(Right::Pay)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Case { request, dispute, .. } = lock_case(&tx, id, now).await?;
        let dispute = dispute.withdraw(actor, now)?;
        let request = request.thaw(now)?;
        let bill_id = request.id;

        payments::store::save(&tx, &request).await?;
        payments::store::save_dispute(&tx, &dispute).await?;
        events::store::record(&tx, &Event::now(EventKind::DisputeWithdrawn, actor, &id, now)).await?;
        events::store::record(&tx, &Event::now(EventKind::PaymentRequestThawed, actor, &bill_id, now)).await?;
        tx.commit().await?;

        Ok(dispute)
    }
}
