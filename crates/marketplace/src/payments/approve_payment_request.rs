use chrono::{DateTime, Utc};
use engagements::Engagement;
use events::{Command, Event, EventKind};
use kernel::{Actor, FeeRate, PaymentRequestId, Right};
use payments::{Charge, PaymentError, PaymentRequest};
use sea_orm::DatabaseTransaction;

use super::decision::{lock_bill, lock_free_bill};
use crate::{
    Error, Marketplace, Result,
    engagements::wind_up,
    postings::{self, Parties, When},
    sweeps::Step,
};

#[derive(Clone, Debug)]
pub struct ApprovePaymentRequest {
    pub payment_request_id: PaymentRequestId,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer accepts the bill: its fee is fixed, it is booked as owed, and it will be charged.
    /// Nothing is payable before it is collected (IQ-28, IQ-30).
    pub async fn approve_payment_request(&self, actor: Actor, input: ApprovePaymentRequest) -> Result<PaymentRequest> {
        actor.may(Right::Pay)?;
        let (id, now) = (input.payment_request_id, self.clock.now());
        let command = Command::new(actor, "paymentRequestApprove", &input.idempotency_key, &[&id.to_string()])?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find(&tx, first).await?.ok_or(PaymentError::NotFound(first))?);
        }
        let (engagement, request) = lock_bill(&tx, id).await?;
        let request = request.approve(actor, fee_rate(&tx, now).await?, now)?;
        write_approval(&tx, actor, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(request)
    }

    /// Nobody decided in time: the bill is approved as of its due instant, under the fee of that instant (G-30).
    pub async fn approve_payment_request_when_due(&self, id: PaymentRequestId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some((engagement, request)) = lock_free_bill(&tx, id).await? else { return Ok(Step::Left) };
        let Ok(due_at) = request.due_at(now) else { return Ok(Step::Left) };
        let request = request.approve_when_due(fee_rate(&tx, due_at).await?, now)?;
        write_approval(&tx, Actor::System, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// What every approval leaves behind, whoever gave it: the amount counts as approved, a charge on the engagement's
/// payment method, a memo in the books, and after the final bill the completed work (G-15).
async fn write_approval(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    request: &PaymentRequest,
    now: DateTime<Utc>,
) -> Result<()> {
    let method_id = engagement.payment_method_id;
    let method = payments::store::find_payment_method(tx, method_id).await?;
    let method = method.ok_or(PaymentError::PaymentMethodNotFound(method_id))?;
    let charge = Charge::of(request, &method, now).ok_or(PaymentError::NotFound(request.id))?;
    let at = charge.approved_at;
    let engagement = engagement.approved(charge.amount, request.bill.is_final, at)?;
    let posting =
        postings::approved(request.id, parties(&charge), charge.amount, charge.fee, When { at, recorded_at: now })?;

    engagements::store::save(tx, &engagement).await?;
    payments::store::save(tx, request).await?;
    payments::store::insert_charge(tx, &charge).await?;
    ledger::store::post(tx, &posting).await?;
    let approved = (EventKind::PaymentRequestApproved, request.id.to_string());
    let invoiced = (EventKind::ChargeInvoiced, charge.id.to_string());
    for (kind, subject) in [approved, invoiced] {
        events::store::record(tx, &Event::effective(kind, actor, &subject, at, now)).await?;
    }
    wind_up(tx, actor, engagement, now).await.map(drop)
}

/// Between whom a charge moves money.
pub fn parties(charge: &Charge) -> Parties {
    Parties { customer: charge.customer_account_id, expert: charge.expert_account_id, engagement: charge.engagement_id }
}

async fn fee_rate(tx: &DatabaseTransaction, at: DateTime<Utc>) -> Result<FeeRate> {
    payments::store::fee_rate(tx, at).await?.ok_or(Error::NoFeeSchedule)
}
