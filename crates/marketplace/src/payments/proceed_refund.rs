use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::Actor;
use payments::{Charge, ChargeState, Refund, RefundState, Split};
use sea_orm::DatabaseTransaction;

use super::book_approval::parties;
use crate::{
    Result,
    postings::{self, When},
};

/// What is offered and held up by nothing: what is open is taken off at once, and the rest waits to be sent (G-45).
pub async fn proceed(
    tx: &DatabaseTransaction,
    charge: Charge,
    refund: Refund,
    now: DateTime<Utc>,
) -> Result<(Charge, Refund)> {
    let (charge, reduced) = charge.reduce(refund.amount, now)?;
    let refund = refund.proceed(reduced, knows_way(tx, &charge).await?, now)?;

    payments::store::save_charge(tx, &charge).await?;
    payments::store::save_refund(tx, &refund).await?;
    book_reduction(tx, &charge, &refund, reduced, now).await?;
    let kind = match refund.state {
        RefundState::Completed { .. } => EventKind::RefundCompleted,
        RefundState::ActionRequired { .. } => EventKind::RefundActionRequired,
        RefundState::Requested
        | RefundState::Refused { .. }
        | RefundState::Pending { .. }
        | RefundState::Processing { .. }
        | RefundState::Sending { .. }
        | RefundState::Unresolved { .. } => EventKind::RefundProcessing,
    };
    let event = Event::now(kind, Actor::System, &refund.id, now);
    let event = match refund.problem() {
        Some(problem) => event.because(problem),
        None => event,
    };
    events::store::record(tx, &event).await?;
    Ok((charge, refund))
}

/// What was to be sent back was taken by the bank meanwhile, so that it is owed again: it is taken off that, as far as it
/// goes. The charge is locked, and no attempt under way.
pub async fn take_off_instead(
    tx: &DatabaseTransaction,
    charge: Charge,
    refund: Refund,
    now: DateTime<Utc>,
) -> Result<(Charge, Refund)> {
    let (charge, more) = charge.reduce(refund.to_return()?, now)?;
    let refund = refund.taken_off_instead(more, now)?;

    payments::store::save_charge(tx, &charge).await?;
    payments::store::save_refund(tx, &refund).await?;
    book_reduction(tx, &charge, &refund, more, now).await?;
    if let RefundState::Completed { .. } = refund.state {
        events::store::record(tx, &Event::now(EventKind::RefundCompleted, Actor::System, &refund.id, now)).await?;
    }
    Ok((charge, refund))
}

/// The collection in flight has its answer: what waited for it goes on, in the order in which it was offered (G-17).
/// The charge is written already, and locked.
pub async fn proceed_pending(tx: &DatabaseTransaction, charge: Charge, now: DateTime<Utc>) -> Result<Charge> {
    let mut charge = charge;
    if charge.is_in_flight() || charge.refunds.promised.is_zero() {
        return Ok(charge);
    }
    for refund in payments::store::lock_pending_refunds(tx, charge.id).await? {
        charge = proceed(tx, charge, refund, now).await?.0;
    }
    Ok(charge)
}

/// Whether the provider can send money back where it came from.
async fn knows_way(tx: &DatabaseTransaction, charge: &Charge) -> Result<bool> {
    let method = payments::store::find_payment_method(tx, charge.payment_method_id).await?;
    Ok(method.is_some_and(|method| method.provider_token.is_some()))
}

async fn book_reduction(
    tx: &DatabaseTransaction,
    charge: &Charge,
    refund: &Refund,
    reduced: Split,
    now: DateTime<Utc>,
) -> Result<()> {
    if reduced.total()?.is_zero() {
        return Ok(());
    }
    let is_again = refund.reduced != reduced;
    let posting = postings::reduced(refund.id, is_again, parties(charge), reduced, When::now(now));
    ledger::store::post(tx, &posting).await?;
    let kind = match charge.state {
        ChargeState::Forgiven => EventKind::ChargeForgiven,
        ChargeState::Invoiced
        | ChargeState::Collecting
        | ChargeState::PartiallyCollected
        | ChargeState::Collected
        | ChargeState::Overdue
        | ChargeState::Unresolved
        | ChargeState::Uncollectible
        | ChargeState::WrittenOff
        | ChargeState::ChargedBack => EventKind::ChargeReduced,
    };
    Ok(events::store::record(tx, &Event::now(kind, Actor::System, &charge.id, now)).await?)
}
