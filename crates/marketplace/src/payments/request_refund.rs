use events::{Command, Event, EventKind};
use kernel::{Actor, Money, PaymentRequestId, RefundId, Right};
use payments::{Charge, NewRefund, PaymentError, Refund};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct RequestRefund {
    pub payment_request_id: PaymentRequestId,
    /// `None`: all that is left to give back.
    pub amount: Option<Money>,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer asks for money back. An approved bill is final: whether it is given is the expert's to say, and
    /// nobody overrules it (IQ-34, G-17, G-34).
    pub async fn request_refund(&self, actor: Actor, input: RequestRefund) -> Result<Refund> {
        actor.may(Right::Pay)?;
        let (command, bill_id, now) = (input.command(actor)?, input.payment_request_id, self.clock.now());
        let id = RefundId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_refund(&tx, first).await?.ok_or(PaymentError::RefundNotFound(first))?);
        }
        let bill = payments::store::find(&tx, bill_id).await?;
        let bill = bill.filter(|bill| actor.acts_for(bill.bill.customer_account_id));
        bill.ok_or(PaymentError::NotFound(bill_id))?;
        let charge_id = find_charge_of(&tx, bill_id).await?.id;
        let charge = payments::store::lock_charge(&tx, charge_id).await?;
        let charge = charge.ok_or(PaymentError::ChargeNotFound(charge_id))?;
        let amount = input.amount.unwrap_or_else(|| charge.refundable());
        let refund = Refund::request(&NewRefund { id, charge: &charge, amount, reason: &input.reason }, now)?;

        payments::store::insert_refund(&tx, &refund).await?;
        let event = Event::now(EventKind::RefundRequested, actor, &id, now).because(&refund.reason);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(refund)
    }
}

/// The charge of a bill that somebody may see: only an approved bill has one.
pub async fn find_charge_of(tx: &DatabaseTransaction, bill_id: PaymentRequestId) -> Result<Charge> {
    let charge = payments::store::charge_of(tx, bill_id).await?;
    Ok(charge.ok_or(PaymentError::NotInState { id: bill_id, state: "not approved" })?)
}

impl RequestRefund {
    fn command(&self, actor: Actor) -> Result<Command> {
        let (bill, amount) = (self.payment_request_id.to_string(), self.amount.map(|amount| amount.to_string()));
        let payload = [bill.as_str(), amount.as_deref().unwrap_or_default(), &self.reason];
        Ok(Command::new(actor, "refundRequest", &self.idempotency_key, &payload)?)
    }
}
