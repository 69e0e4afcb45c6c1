use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::Actor;
use payments::{AttemptKey, AttemptState, Charge, ChargeAnswer, ChargeState, PaymentError};
use sea_orm::DatabaseTransaction;

use super::proceed_refund::proceed_pending;
use crate::{Marketplace, Result, postings::When};

impl Marketplace {
    /// Writes down what the provider said to an attempt, at once or when it was asked again.
    pub(crate) async fn note_answer(&self, key: AttemptKey, answer: &ChargeAnswer) -> Result<Charge> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let charge = payments::store::lock_charge(&tx, key.charge_id).await?;
        let charge = charge.ok_or(PaymentError::ChargeNotFound(key.charge_id))?;
        let charge = write_answer(&tx, charge, key, answer, When::now(now)).await?;
        tx.commit().await?;

        Ok(charge)
    }
}

/// What an answer leaves behind; nothing, if the attempt has its outcome already.
pub async fn write_answer(
    tx: &DatabaseTransaction,
    charge: Charge,
    key: AttemptKey,
    answer: &ChargeAnswer,
    When { at, recorded_at }: When,
) -> Result<Charge> {
    payments::store::save_attempt(tx, key, &attempt_state(answer, at)).await?;
    if !charge.awaits(key.number) {
        return Ok(charge);
    }
    let before = charge.state;
    let charge = charge.answered(key.number, answer, at);

    payments::store::save_charge(tx, &charge).await?;
    if let Some(kind) = kind(before, answer) {
        let event = Event::effective(kind, Actor::System, &charge.id, at, recorded_at);
        let event = if let ChargeAnswer::Failed { reason } = answer { event.because(reason) } else { event };
        events::store::record(tx, &event).await?;
    }
    proceed_pending(tx, charge, recorded_at).await
}

/// What an answer changes, in the words of the outbox; `None`: nothing.
fn kind(before: ChargeState, answer: &ChargeAnswer) -> Option<EventKind> {
    let was_unresolved = before == ChargeState::Unresolved;
    match answer {
        ChargeAnswer::Processing => was_unresolved.then_some(EventKind::ChargeResolved),
        ChargeAnswer::Failed { .. } if was_unresolved => Some(EventKind::ChargeResolved),
        ChargeAnswer::Failed { .. } => Some(EventKind::ChargeFailed),
        ChargeAnswer::Unknown => (!was_unresolved).then_some(EventKind::ChargeUnresolved),
    }
}

fn attempt_state(answer: &ChargeAnswer, at: DateTime<Utc>) -> AttemptState {
    match answer {
        ChargeAnswer::Processing => AttemptState::Processing { at },
        ChargeAnswer::Failed { reason } => AttemptState::Failed { at, reason: reason.clone() },
        ChargeAnswer::Unknown => AttemptState::Unknown { at },
    }
}
