use engagements::{Engagement, EngagementError};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, EngagementId, Money, PaymentRequestId, Right};
use payments::{Bill, PaymentError, PaymentRequest};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result, engagements::lock_current};

#[derive(Clone, Debug)]
pub struct SubmitPaymentRequest {
    pub engagement_id: EngagementId,
    pub amount: Money,
    pub name: String,
    pub description: String,
    /// Whether its approval is to complete the engagement.
    pub is_final: bool,
    /// The declined bill that this one answers (G-31).
    pub answers_id: Option<PaymentRequestId>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The expert bills part of what was agreed. Pending and approved bills never exceed it (G-14).
    pub async fn submit_payment_request(&self, actor: Actor, input: SubmitPaymentRequest) -> Result<PaymentRequest> {
        actor.may(Right::Bill)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = PaymentRequestId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find(&tx, first).await?.ok_or(PaymentError::NotFound(first))?);
        }
        let engagement = lock_current(&tx, input.engagement_id, now).await?;
        let engagement = engagement.ok_or(EngagementError::NotFound(input.engagement_id))?;
        let engagement = engagement.bill(actor, input.amount, input.is_final)?;
        let silent_at = engagement.billing.silence().and_then(|silence| silence.due_at(now));
        let request = PaymentRequest::submit(id, input.bill(&engagement), silent_at, now)?;
        check_answered(&tx, &request.bill).await?;

        engagements::store::save(&tx, &engagement).await?;
        payments::store::insert(&tx, &request).await?;
        events::store::record(&tx, &Event::now(EventKind::PaymentRequestSubmitted, actor, &id, now)).await?;
        if input.is_final {
            let final_billed = Event::now(EventKind::EngagementFinalBilled, actor, &engagement.id, now);
            events::store::record(&tx, &final_billed).await?;
        }
        tx.commit().await?;

        Ok(request)
    }
}

/// A bill may name the declined one that it answers, of the same engagement.
async fn check_answered(tx: &DatabaseTransaction, bill: &Bill) -> Result<()> {
    let Some(id) = bill.answers_id else { return Ok(()) };
    let answered = payments::store::find(tx, id).await?.ok_or(PaymentError::NotFound(id))?;
    Ok(answered.answerable_by(bill)?)
}

impl SubmitPaymentRequest {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let answers = self.answers_id.map(|id| id.to_string()).unwrap_or_default();
        let payload = [
            self.engagement_id.to_string(),
            self.amount.to_string(),
            self.name.clone(),
            self.description.clone(),
            self.is_final.to_string(),
            answers,
        ];
        let payload = payload.each_ref().map(String::as_str);
        Command::new(actor, "paymentRequestSubmit", &self.idempotency_key, &payload)
    }

    fn bill(&self, engagement: &Engagement) -> Bill {
        Bill {
            engagement_id: engagement.id,
            customer_account_id: engagement.customer_account_id,
            expert_account_id: engagement.expert_account_id,
            amount: self.amount,
            name: self.name.clone(),
            description: self.description.clone(),
            is_final: self.is_final,
            answers_id: self.answers_id,
            scheduled_on: None,
        }
    }
}
