use events::{Event, EventKind};
use kernel::{Actor, PaymentRequestId, Right};
use payments::PaymentRequest;

use super::decision::{lock_bill, write_refusal};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct DeclinePaymentRequest {
    pub payment_request_id: PaymentRequestId,
    pub reason: String,
}

impl Marketplace {
    /// The customer refuses the bill: no fee, no charge, and the amount may be billed again (G-30, G-31).
    pub async fn decline_payment_request(&self, actor: Actor, input: DeclinePaymentRequest) -> Result<PaymentRequest> {
        actor.may(Right::Pay)?;
        let (id, now) = (input.payment_request_id, self.clock.now());
        let tx = self.db.begin().await?;

        let (engagement, request) = lock_bill(&tx, id, now).await?;
        let request = request.decline(actor, &input.reason, now)?;
        let event = Event::now(EventKind::PaymentRequestDeclined, actor, &id, now).because(input.reason);
        write_refusal(&tx, engagement, &request, &event).await?;
        tx.commit().await?;

        Ok(request)
    }
}
