use chrono::{DateTime, Utc};
use disbursements::Earning;
use events::{Event, EventKind};
use kernel::Actor;
use ledger::{Account, AccountKind};
use payments::{AttemptState, Charge, ChargeState, Collected, Collection, PaymentError, Reference};
use sea_orm::DatabaseTransaction;

use super::{book_approval::parties, proceed_refund::proceed_pending, record_reversal::claw_back_parked};
use crate::{
    Result,
    postings::{self, Arrival, Incoming, When},
    sweeps::Step,
};

/// Whose events these are, in the inbox.
pub const PROVIDER: &str = "payment_provider";

/// The provider reports cash: the fee is earned and the rest becomes available to the expert, after what the expert owes
/// is repaid (IQ-30). The event's own id makes a repeat harmless.
pub async fn record_collection(tx: &DatabaseTransaction, collected: Collected, now: DateTime<Utc>) -> Result<Step> {
    let id = collected.reference.charge_id();
    let charge = payments::store::lock_charge(tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
    if !events::store::receive(tx, PROVIDER, &collected.external_id, collected.at, now).await? {
        return Ok(Step::Left);
    }
    if charge.holds_what_comes() {
        suspend(tx, &charge, collected, now).await?;
    } else {
        take_in(tx, charge, collected, CameFrom::Provider, now).await?;
    }
    Ok(Step::Done)
}

/// Where the money of a collected event lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameFrom {
    Provider,
    /// It waited for staff since before the charge was owed again.
    Suspense,
}

/// Money pays a charge that is locked: the expert and the fee have their parts, and what waited for it goes on.
pub async fn take_in(
    tx: &DatabaseTransaction,
    charge: Charge,
    collected: Collected,
    from: CameFrom,
    now: DateTime<Utc>,
) -> Result<Charge> {
    let (charge, collection) = charge.collect(collected, now)?;
    write_collection(tx, &charge, &collection, now).await?;
    post(tx, &charge, &collection, from, now).await?;
    let charge = claw_back_parked(tx, charge, &collection, now).await?;
    proceed_pending(tx, charge, now).await
}

/// Nothing is open, because it was given up: no money is turned away, and none is anybody's before staff say so.
async fn suspend(tx: &DatabaseTransaction, charge: &Charge, collected: Collected, now: DateTime<Utc>) -> Result<()> {
    let held = charge.suspend(collected, now)?;
    let (at, event) = (held.event.at, &held.event);
    payments::store::insert_suspended(tx, &held).await?;
    let posting = postings::suspended(&event.external_id, event.amount, When { at, recorded_at: now });
    ledger::store::post(tx, &posting).await?;
    let event = Event::effective(EventKind::SuspendedMoneyHeld, Actor::System, &held.id, at, now);
    Ok(events::store::record(tx, &event).await?)
}

async fn write_collection(
    tx: &DatabaseTransaction,
    charge: &Charge,
    collection: &Collection,
    now: DateTime<Utc>,
) -> Result<()> {
    let at = collection.event.at;
    payments::store::save_charge(tx, charge).await?;
    payments::store::insert_collection(tx, collection).await?;
    if let Reference::Attempt(key) = collection.event.reference {
        payments::store::save_attempt(tx, key, &AttemptState::Collected { at }).await?;
    }
    let brought = (!collection.amount.is_zero()).then(|| {
        [
            (charge_event(charge.state), charge.id.to_string()),
            (EventKind::CollectionAvailable, collection.id.to_string()),
        ]
    });
    let overpaid = (!collection.excess.is_zero()).then(|| (EventKind::CollectionOverpaid, collection.id.to_string()));
    for (kind, subject) in brought.into_iter().flatten().chain(overpaid) {
        events::store::record(tx, &Event::effective(kind, Actor::System, &subject, at, now)).await?;
    }
    Ok(())
}

fn charge_event(after: ChargeState) -> EventKind {
    match after {
        ChargeState::Collected => EventKind::ChargeCollected,
        ChargeState::Invoiced
        | ChargeState::Collecting
        | ChargeState::PartiallyCollected
        | ChargeState::Overdue
        | ChargeState::Unresolved
        | ChargeState::Forgiven
        | ChargeState::Uncollectible
        | ChargeState::WrittenOff
        | ChargeState::ChargedBack => EventKind::ChargePartiallyCollected,
    }
}

/// Books it: what pays the charge, what the expert owes first, and what is more than was open.
async fn post(
    tx: &DatabaseTransaction,
    charge: &Charge,
    collection: &Collection,
    from: CameFrom,
    now: DateTime<Utc>,
) -> Result<()> {
    let expert = charge.expert_account_id;
    let (arrival, when) = match from {
        CameFrom::Provider => (Arrival::at_provider(collection.id), When { at: collection.event.at, recorded_at: now }),
        CameFrom::Suspense => (Arrival::suspended(collection.id), When::now(now)),
    };
    if !collection.amount.is_zero() {
        let debt = Account::of(AccountKind::ExpertReceivable, expert);
        let owed = ledger::store::lock_balance(tx, debt, collection.net.currency()).await?;
        let net = Incoming::of(collection.net, owed)?;
        let posting = postings::collected(arrival, parties(charge), net, collection.fee, when)?;
        ledger::store::post(tx, &posting).await?;
        if let Some(earning) = Earning::of_collection(expert, collection.id, net.available, now) {
            disbursements::store::insert_earning(tx, &earning).await?;
        }
    }
    if !collection.excess.is_zero() {
        let overpaid = postings::overpaid(arrival, charge.customer_account_id, collection.excess, when);
        ledger::store::post(tx, &overpaid).await?;
    }
    Ok(())
}
