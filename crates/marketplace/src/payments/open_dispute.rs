use events::{Command, Event, EventKind};
use kernel::{Actor, DisputeId, PaymentRequestId, Right};
use payments::{Dispute, PaymentError};

use super::decision::lock_bill;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct OpenDispute {
    pub payment_request_id: PaymentRequestId,
    /// What the customer objects to.
    pub statement: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer objects to a bill before it is decided: its clock stops, and the expert has five business days to
    /// answer (G-29).
    pub async fn open_dispute(&self, actor: Actor, input: OpenDispute) -> Result<Dispute> {
        actor.may(Right::Pay)?;
        let (bill_id, now) = (input.payment_request_id, self.clock.now());
        let bill_name = bill_id.to_string();
        let command = Command::new(actor, "disputeOpen", &input.idempotency_key, &[&bill_name, &input.statement])?;
        let id = DisputeId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = payments::store::find_dispute(&tx, first).await?;
            return Ok(found.ok_or(PaymentError::DisputeNotFound(first))?);
        }
        let (_, request) = lock_bill(&tx, bill_id, now).await?;
        let request = request.freeze(actor, now)?;
        let dispute = Dispute::open(id, &request, &input.statement, now)?;

        payments::store::save(&tx, &request).await?;
        payments::store::insert_dispute(&tx, &dispute).await?;
        events::store::record(&tx, &Event::now(EventKind::PaymentRequestFrozen, actor, &bill_id, now)).await?;
        events::store::record(&tx, &Event::now(EventKind::DisputeOpened, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(dispute)
    }
}
