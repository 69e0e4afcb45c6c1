use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, RefundId};
use payments::{PaymentError, Refund, RefundAnswer, RefundKey, RefundState};
use sea_orm::DatabaseTransaction;

use super::record_collection::PROVIDER;
use crate::{
    Marketplace, Result,
    postings::{self, When},
    sweeps::Step,
};

/// Who says what became of a refund, and what proves it where the provider does not say so itself.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub by: Actor,
    pub evidence: Option<&'a str>,
}

/// The provider's own word.
const REPORTED: Said<'static> = Said { by: Actor::System, evidence: None };

impl Marketplace {
    /// Writes down what the provider said to a refund, at once or when it was asked again.
    pub(crate) async fn note_refund_answer(&self, key: RefundKey, answer: &RefundAnswer) -> Result<Refund> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let refund = lock(&tx, key.refund_id).await?;
        let refund = write_refund_answer(&tx, REPORTED, refund, key, answer, When::now(now)).await?;
        tx.commit().await?;

        Ok(refund)
    }

    /// Asks the provider what became of a refund that it never answered, or whose answer left it open. Only its word
    /// moves it on; nothing is sent a second time (G-17).
    pub async fn look_up_refund(&self, id: RefundId) -> Result<Step> {
        let refund = payments::store::find_refund(self.db.reader(), id).await?;
        let refund = refund.ok_or(PaymentError::RefundNotFound(id))?;
        if !refund.is_to_be_looked_up(self.clock.now()) {
            return Ok(Step::Left); // Somebody else asked, or knows.
        }
        let answer = self.provider()?.recall_refund(refund.key(), refund.to_return()?).await;
        self.note_refund_answer(refund.key(), &answer).await?;
        Ok(Step::Done)
    }
}

/// The provider reports what became of a refund. The event's own id makes a repeat harmless.
pub async fn record_refund(
    tx: &DatabaseTransaction,
    external_id: &str,
    (key, answer): (RefundKey, &RefundAnswer),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Step> {
    let refund = lock(tx, key.refund_id).await?;
    if !events::store::receive(tx, PROVIDER, external_id, at, now).await? {
        return Ok(Step::Left);
    }
    let at = at.max(refund.since());
    write_refund_answer(tx, REPORTED, refund, key, answer, When { at, recorded_at: now }).await?;
    Ok(Step::Done)
}

async fn lock(tx: &DatabaseTransaction, id: RefundId) -> Result<Refund> {
    Ok(payments::store::lock_refund(tx, id).await?.ok_or(PaymentError::RefundNotFound(id))?)
}

/// What an answer leaves behind; nothing, if the refund has its outcome already. What cannot be sent is the customer's
/// own money.
pub async fn write_refund_answer(
    tx: &DatabaseTransaction,
    Said { by, evidence }: Said<'_>,
    refund: Refund,
    key: RefundKey,
    answer: &RefundAnswer,
    when: When,
) -> Result<Refund> {
    if !refund.awaits(key) {
        return Ok(refund);
    }
    let was_unresolved = matches!(refund.state, RefundState::Unresolved { .. });
    let refund = refund.answered(key, answer, when.at);
    let (id, amount, customer) = (refund.id, refund.to_return()?, refund.customer_account_id);

    payments::store::save_refund(tx, &refund).await?;
    match answer {
        RefundAnswer::Sent => {
            ledger::store::post(tx, &postings::refund_sent(id, amount, when)).await?;
        }
        RefundAnswer::Failed { .. } => {
            ledger::store::post(tx, &postings::refund_failed(key, customer, amount, when)).await?;
        }
        RefundAnswer::Processing | RefundAnswer::NeverReceived | RefundAnswer::Unknown => {}
    }
    for kind in kinds(was_unresolved, answer) {
        let event = Event::effective(kind, by, &id, when.at, when.recorded_at);
        let reason = if let RefundAnswer::Failed { reason } = answer { Some(reason.as_str()) } else { evidence };
        let event = if let Some(reason) = reason { event.because(reason) } else { event };
        events::store::record(tx, &event).await?;
    }
    Ok(refund)
}

/// What an answer changes, in the words of the outbox.
fn kinds(was_unresolved: bool, answer: &RefundAnswer) -> impl Iterator<Item = EventKind> {
    let resolved = was_unresolved && *answer != RefundAnswer::Unknown;
    let outcome = match answer {
        RefundAnswer::Sent => Some(EventKind::RefundCompleted),
        RefundAnswer::Failed { .. } => Some(EventKind::RefundActionRequired),
        RefundAnswer::Unknown => (!was_unresolved).then_some(EventKind::RefundUnresolved),
        RefundAnswer::Processing | RefundAnswer::NeverReceived => None,
    };
    resolved.then_some(EventKind::RefundResolved).into_iter().chain(outcome)
}
