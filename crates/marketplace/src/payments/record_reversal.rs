use chrono::{DateTime, Utc};
use disbursements::Taker;
use events::{Event, EventKind};
use kernel::Actor;
use payments::{Charge, Collection, PaymentError, Reference, Reversal, ReversalState, Reversed, Suspended};
use sea_orm::DatabaseTransaction;

use super::{book_approval::parties, record_collection::PROVIDER, take_from_payee::take_from_payee};
use crate::{
    Result,
    postings::{self, When},
    sweeps::Step,
};

/// The provider reports that a bank or a card network took back what was collected: it is owed again, and the expert
/// gives back its part (IQ-33). What comes before the collection that it takes back waits for it. The event's own id
/// makes a repeat harmless.
pub async fn record_reversal(tx: &DatabaseTransaction, event: Reversed, now: DateTime<Utc>) -> Result<Step> {
    let id = event.reference.charge_id();
    let charge = payments::store::lock_charge(tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
    if !events::store::receive(tx, PROVIDER, &event.external_id, event.at, now).await? {
        return Ok(Step::Left);
    }
    let (charge, event) = paid_by(tx, charge, event).await?;
    let reversal = charge.receive(event, now)?;
    payments::store::insert_reversal(tx, &reversal).await?;
    match payments::store::find_collection(tx, charge.id, &reversal.event.collected_by).await? {
        Some(collection) => claw_back(tx, charge, reversal, &collection, now).await.map(drop)?,
        None => park(tx, &reversal, now).await?,
    }
    Ok(Step::Done)
}

/// What was taken back before its collection was known is taken now. The charge is written already, and locked.
pub async fn claw_back_parked(
    tx: &DatabaseTransaction,
    mut charge: Charge,
    collection: &Collection,
    now: DateTime<Utc>,
) -> Result<Charge> {
    for reversal in payments::store::parked_reversals(tx, charge.id, &collection.event.external_id).await? {
        charge = claw_back(tx, charge, reversal, collection, now).await?;
    }
    Ok(charge)
}

/// What the money paid that is taken back: staff may have found that it was of another charge than the provider says.
async fn paid_by(tx: &DatabaseTransaction, named: Charge, event: Reversed) -> Result<(Charge, Reversed)> {
    let Some(id) = payments::store::charge_paid_instead(tx, &event.collected_by).await? else {
        return Ok((named, event));
    };
    let paid = payments::store::lock_charge(tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
    Ok((paid, Reversed { reference: Reference::Transfer(id), ..event }))
}

async fn park(tx: &DatabaseTransaction, reversal: &Reversal, now: DateTime<Utc>) -> Result<()> {
    let event = Event::effective(EventKind::ReversalParked, Actor::System, &reversal.id, reversal.event.at, now);
    Ok(events::store::record(tx, &event.because(&reversal.event.reason)).await?)
}

async fn claw_back(
    tx: &DatabaseTransaction,
    charge: Charge,
    reversal: Reversal,
    collection: &Collection,
    now: DateTime<Utc>,
) -> Result<Charge> {
    let before = payments::store::reversed_of(tx, collection.id, charge.amount.currency()).await?;
    let (charge, reversal) = charge.claw_back(reversal, collection, before, now)?;

    payments::store::save_charge(tx, &charge).await?;
    payments::store::save_reversal(tx, &reversal).await?;
    let when = When { at: reversal.event.at.max(collection.event.at), recorded_at: now };
    book(tx, &charge, &reversal, when).await?;
    record(tx, &charge, &reversal, collection, when).await?;
    if let Some(excess) = Suspended::excess_of(&reversal, now) {
        hold(tx, &excess, when).await?;
    }
    Ok(charge)
}

/// Books it: the payee gives its part, and the fee is unearned again.
async fn book(tx: &DatabaseTransaction, charge: &Charge, reversal: &Reversal, when: When) -> Result<()> {
    let ReversalState::Booked { taken, .. } = reversal.state else { return Ok(()) };
    if taken.is_nothing() {
        return Ok(());
    }
    let out = take_from_payee(tx, charge, taken.net, Taker::Reversal(reversal.id), when.recorded_at).await?;
    let posting = postings::clawed_back(&reversal.event.external_id, parties(charge), out, taken, when)?;
    ledger::store::post(tx, &posting).await?;
    Ok(())
}

/// What is more than was left waits for staff.
async fn hold(tx: &DatabaseTransaction, excess: &Suspended, when: When) -> Result<()> {
    payments::store::insert_suspended(tx, excess).await?;
    let event = &excess.event;
    ledger::store::post(tx, &postings::excess_taken(&event.external_id, event.amount, when)).await?;
    let event = Event::effective(EventKind::SuspendedMoneyTaken, Actor::System, &excess.id, when.at, when.recorded_at);
    Ok(events::store::record(tx, &event).await?)
}

async fn record(
    tx: &DatabaseTransaction,
    charge: &Charge,
    reversal: &Reversal,
    collection: &Collection,
    When { at, recorded_at }: When,
) -> Result<()> {
    let ReversalState::Booked { taken, .. } = reversal.state else { return Ok(()) };
    if taken.is_nothing() {
        return Ok(());
    }
    let reversed = (EventKind::CollectionReversed, collection.id.to_string());
    let charged_back = (EventKind::ChargeChargedBack, charge.id.to_string());
    for (kind, subject) in [reversed, charged_back] {
        let event = Event::effective(kind, Actor::System, &subject, at, recorded_at);
        events::store::record(tx, &event.because(&reversal.event.reason)).await?;
    }
    Ok(())
}
