use chrono::{DateTime, Utc};
use engagements::Engagement;
use events::Command;
use kernel::{Actor, PaymentRequestId, Right};
use payments::{PaymentError, PaymentRequest};
use sea_orm::DatabaseTransaction;

use super::{
    book_approval::{book_approval, fee_terms},
    decision::{lock_bill, lock_free_bill},
};
use crate::{Marketplace, Result, engagements::wind_up, sweeps::Step};

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
        let (engagement, request) = lock_bill(&tx, id, now).await?;
        let request = request.approve(actor, &fee_terms(&tx, now).await?, now)?;
        write_approval(&tx, actor, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(request)
    }

    /// Nobody decided in time, or the day of a schedule has come: the bill is approved as of its due instant, under the
    /// fee of that instant (G-30, G-49).
    pub async fn approve_payment_request_when_due(&self, id: PaymentRequestId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some((engagement, request)) = lock_free_bill(&tx, id).await? else { return Ok(Step::Left) };
        let Ok(due_at) = request.due_at(now) else { return Ok(Step::Left) };
        let request = request.approve_when_due(&fee_terms(&tx, due_at).await?, now)?;
        write_approval(&tx, Actor::System, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// Writes an approval of a bill that stood, whoever gave it.
pub(super) async fn write_approval(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    request: &PaymentRequest,
    now: DateTime<Utc>,
) -> Result<()> {
    payments::store::save(tx, request).await?;
    write_booked(tx, actor, engagement, request, now).await
}

/// Books an approval that is written; after the final bill the work is complete (G-15). What had ended before, with this
/// bill still to be decided, has ended once and for all (G-46).
pub(super) async fn write_booked(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    request: &PaymentRequest,
    now: DateTime<Utc>,
) -> Result<()> {
    let was_running = engagement.is_running();
    let engagement = book_approval(tx, actor, engagement, request, now).await?;
    let engagement = if was_running { wind_up(tx, actor, engagement, now).await? } else { engagement };
    Ok(engagements::store::save(tx, &engagement).await?)
}
