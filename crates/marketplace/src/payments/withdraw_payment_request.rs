use events::{Event, EventKind};
use kernel::{Actor, PaymentRequestId, Right};
use payments::PaymentRequest;

use super::decision::{lock_bill, write_refusal};
use crate::{Marketplace, Result};

impl Marketplace {
    /// The expert takes the bill back before anybody decided; the amount may be billed again (G-48).
    pub async fn withdraw_payment_request(&self, actor: Actor, id: PaymentRequestId) -> Result<PaymentRequest> {
        actor.may(Right::Bill)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (engagement, request) = lock_bill(&tx, id, now).await?;
        let request = request.withdraw(actor, now)?;
        let event = Event::now(EventKind::PaymentRequestWithdrawn, actor, &id, now);
        write_refusal(&tx, engagement, &request, &event).await?;
        tx.commit().await?;

        Ok(request)
    }
}
