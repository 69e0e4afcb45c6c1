use events::{Event, EventKind};
use kernel::{Actor, RefundId, Right};
use payments::{PaymentError, Refund};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct RefuseRefund {
    pub refund_id: RefundId,
    pub reason: String,
}

impl Marketplace {
    /// The expert gives nothing back, and says why. Staff cannot overrule it (G-34).
    pub async fn refuse_refund(&self, actor: Actor, input: RefuseRefund) -> Result<Refund> {
        actor.may(Right::Refund)?;
        let (id, now) = (input.refund_id, self.clock.now());
        let tx = self.db.begin().await?;

        let refund = payments::store::lock_refund(&tx, id).await?;
        let refund = refund.filter(|refund| actor.acts_for(refund.expert_account_id));
        let refund = refund.ok_or(PaymentError::RefundNotFound(id))?.refuse(&input.reason, now)?;
        let event = Event::now(EventKind::RefundRefused, actor, &id, now).because(input.reason);

        payments::store::save_refund(&tx, &refund).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(refund)
    }
}
