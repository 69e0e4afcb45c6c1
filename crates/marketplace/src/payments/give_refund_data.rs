use events::{Command, Event, EventKind};
use kernel::{Actor, InputError, PaymentMethodId, RefundId, Right, Side};
use payments::{PaymentError, Refund, RefundState};
use sea_orm::DatabaseTransaction;

use crate::{
    Marketplace, Result,
    postings::{self, When},
};

#[derive(Clone, Debug)]
pub struct GiveRefundData {
    pub refund_id: RefundId,
    /// One of the customer's own, which the provider can send to. `None`: as before, for what was in the way is gone.
    pub payment_method_id: Option<PaymentMethodId>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// What was missing is given, and the refund is sent anew. Where its money goes only the customer can say; that
    /// nothing is in the way any more, the expert too (G-17).
    pub async fn give_refund_data(&self, actor: Actor, input: GiveRefundData) -> Result<Refund> {
        actor.may_any(&Right::TO_GIVE_REFUND_DATA)?;
        let (command, id, now) = (input.command(actor)?, input.refund_id, self.clock.now());
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_refund(&tx, first).await?.ok_or(PaymentError::RefundNotFound(first))?);
        }
        let refund = lock_own(&tx, actor, id).await?;
        let is_credited = matches!(refund.state, RefundState::ActionRequired { is_credited: true, .. });
        let refund = refund.give_data(input.payment_method_id, now)?;
        check_way(&tx, actor, &refund, input.payment_method_id).await?;

        payments::store::save_refund(&tx, &refund).await?;
        if is_credited {
            let (time, customer, amount) = (refund.sends, refund.customer_account_id, refund.to_return()?);
            let posting = postings::credit_paid_out(id, time, customer, amount, When::now(now));
            ledger::store::post(&tx, &posting).await?;
        }
        events::store::record(&tx, &Event::now(EventKind::RefundProcessing, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(refund)
    }
}

/// A refund of the actor's account, on whichever side: with the right of that side.
async fn lock_own(tx: &DatabaseTransaction, actor: Actor, id: RefundId) -> Result<Refund> {
    let not_found = PaymentError::RefundNotFound(id);
    let refund = payments::store::lock_refund(tx, id).await?.ok_or(not_found.clone())?;
    match Side::of(actor, refund.customer_account_id, refund.expert_account_id).ok_or(not_found)? {
        Side::Customer => actor.may(Right::Pay)?,
        Side::Expert => actor.may(Right::Refund)?,
    }
    Ok(refund)
}

/// The way must be the customer's own, named by the customer, and the provider must know it.
async fn check_way(
    tx: &DatabaseTransaction,
    actor: Actor,
    refund: &Refund,
    named: Option<PaymentMethodId>,
) -> Result<()> {
    let charge = payments::store::find_charge(tx, refund.charge_id).await?;
    let charge = charge.ok_or(PaymentError::ChargeNotFound(refund.charge_id))?;
    let id = refund.payment_method_id.unwrap_or(charge.payment_method_id);
    let method = payments::store::find_payment_method(tx, id).await?;
    let is_own = |account| account == refund.customer_account_id && (named.is_none() || actor.acts_for(account));
    let method = method.filter(|method| is_own(method.account_id)).ok_or(PaymentError::PaymentMethodNotFound(id))?;
    if method.provider_token.is_none() {
        return Err(InputError::new("paymentMethodId", "must be a card or a bank account to send the money to").into());
    }
    Ok(())
}

impl GiveRefundData {
    fn command(&self, actor: Actor) -> Result<Command> {
        let method = self.payment_method_id.map(|id| id.to_string()).unwrap_or_default();
        let payload = [self.refund_id.to_string(), method];
        let payload = payload.each_ref().map(String::as_str);
        Ok(Command::new(actor, "refundDataGive", &self.idempotency_key, &payload)?)
    }
}
