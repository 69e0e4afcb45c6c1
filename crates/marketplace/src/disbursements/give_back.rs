use chrono::{DateTime, Utc};
use disbursements::{Disbursement, DisbursementError, Earning};
use events::{Event, EventKind};
use kernel::{Actor, DisbursementId};
use ledger::{Account, AccountKind};
use sea_orm::DatabaseTransaction;

use crate::{
    Result,
    postings::{self, Incoming, When},
};

/// Why money of a disbursement is the payee's again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBack {
    /// It never left.
    Cancelled,
    /// The rail refused it before booking.
    Rejected,
    /// The payee's bank sent it back.
    Returned,
}

/// What a disbursement held is the payee's again: it repays what the payee owes, and the rest is an earning
/// that a later run takes. So the books and the earnings agree at every instant.
pub async fn give_back(
    tx: &DatabaseTransaction,
    disbursement: &Disbursement,
    how: GivenBack,
    when: When,
) -> Result<()> {
    let (id, payee) = (disbursement.id, disbursement.expert_account_id);
    let debt = Account::of(AccountKind::ExpertReceivable, payee);
    let owed = ledger::store::lock_balance(tx, debt, disbursement.currency()).await?;
    let back = Incoming::of(disbursement.amount, owed)?;
    let posting = match how {
        GivenBack::Cancelled => postings::released_back(id, payee, back, when),
        GivenBack::Rejected => postings::disbursement_rejected(id, payee, back, when),
        GivenBack::Returned => postings::disbursement_returned(id, payee, back, when),
    };

    ledger::store::post(tx, &posting).await?;
    if let Some(earning) = Earning::given_back(disbursement, back.available, when.recorded_at) {
        disbursements::store::insert_earning(tx, &earning).await?;
    }
    Ok(())
}

/// Reads a disbursement to write down what became of it, and before it the payout method that a refusal marks: in the
/// order in which a run takes them.
pub async fn lock_with_method(tx: &DatabaseTransaction, id: DisbursementId) -> Result<Disbursement> {
    let not_found = || DisbursementError::NotFound(id);
    let method_id = disbursements::store::find(tx, id).await?.ok_or_else(not_found)?.payout_method_id;
    disbursements::store::lock_method(tx, method_id).await?;
    Ok(disbursements::store::lock(tx, id).await?.ok_or_else(not_found)?)
}

/// The bank did not take the money for `reason`: its account is not paid to again before it is confirmed and
/// verified (G-39), and what is scheduled on it and not yet begun is cancelled.
pub async fn mark_method_errored(
    tx: &DatabaseTransaction,
    disbursement: &Disbursement,
    reason: &str,
    when: When,
) -> Result<()> {
    let (id, When { at, recorded_at: now }) = (disbursement.payout_method_id, when);
    let method = disbursements::store::lock_method(tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
    let Some(method) = method.errored(reason, now) else { return Ok(()) };
    let event = Event::effective(EventKind::PayoutMethodErrored, Actor::System, &id, at, now).because(reason);

    disbursements::store::save_method(tx, &method).await?;
    events::store::record(tx, &event).await?;
    for scheduled in disbursements::store::lock_scheduled_on(tx, id).await? {
        cancel_scheduled(tx, scheduled, reason, now).await?;
    }
    Ok(())
}

/// The system stops what nobody began to send: the money waits for a later run.
pub async fn cancel_scheduled(
    tx: &DatabaseTransaction,
    scheduled: Disbursement,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let cancelled = scheduled.cancel(now)?;
    let event = Event::now(EventKind::DisbursementCancelled, Actor::System, &cancelled.id, now).because(reason);

    disbursements::store::save(tx, &cancelled).await?;
    give_back(tx, &cancelled, GivenBack::Cancelled, When::now(now)).await?;
    Ok(events::store::record(tx, &event).await?)
}
