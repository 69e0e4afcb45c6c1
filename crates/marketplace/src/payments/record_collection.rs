use chrono::{DateTime, Utc};
use disbursements::Earning;
use events::{Event, EventKind};
use kernel::Actor;
use ledger::{Account, AccountKind};
use payments::{AttemptState, Charge, ChargeState, Collected, Collection, PaymentError, Reference};
use sea_orm::DatabaseTransaction;

use super::{book_approval::parties, proceed_refund::proceed_pending};
use crate::{
    Marketplace, Result,
    postings::{self, Incoming, When},
    sweeps::Step,
};

/// Whose events these are, in the inbox.
pub const PROVIDER: &str = "payment_provider";

impl Marketplace {
    /// The provider reports cash: the fee is earned and the rest becomes available to the expert, after what the
    /// expert owes is repaid (IQ-30). The event's own id makes a repeat harmless.
    pub async fn record_collection(&self, collected: Collected) -> Result<Step> {
        let (id, now) = (collected.reference.charge_id(), self.clock.now());
        let tx = self.db.begin().await?;

        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        if !events::store::receive(&tx, PROVIDER, &collected.external_id, collected.at, now).await? {
            return Ok(Step::Left);
        }
        let (charge, collection) = charge.collect(collected, now)?;
        write_collection(&tx, &charge, &collection, now).await?;
        post(&tx, &charge, &collection, now).await?;
        proceed_pending(&tx, charge, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
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
        | ChargeState::Forgiven => EventKind::ChargePartiallyCollected,
    }
}

/// Books it: what pays the charge, what the expert owes first, and what is more than was open.
async fn post(tx: &DatabaseTransaction, charge: &Charge, collection: &Collection, now: DateTime<Utc>) -> Result<()> {
    let (expert, when) = (charge.expert_account_id, When { at: collection.event.at, recorded_at: now });
    if !collection.amount.is_zero() {
        let debt = Account::of(AccountKind::ExpertReceivable, expert);
        let owed = ledger::store::lock_balance(tx, debt, collection.net.currency()).await?;
        let net = Incoming::of(collection.net, owed)?;
        let posting = postings::collected(collection.id, parties(charge), net, collection.fee, when)?;
        ledger::store::post(tx, &posting).await?;
        if let Some(earning) = Earning::of_collection(expert, collection.id, net.available, now) {
            disbursements::store::insert_earning(tx, &earning).await?;
        }
    }
    if !collection.excess.is_zero() {
        let overpaid = postings::overpaid(collection.id, charge.customer_account_id, collection.excess, when);
        ledger::store::post(tx, &overpaid).await?;
    }
    Ok(())
}
