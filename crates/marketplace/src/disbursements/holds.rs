use disbursements::{Hold, HoldReason};
use events::{Event, EventKind};
use kernel::{AccountId, Actor};
use sea_orm::DatabaseTransaction;

use super::give_back::cancel_scheduled;
use crate::{Result, postings::When};

/// Lets a hold stand: what is scheduled for the payee and not yet begun is cancelled, and no run pays until it is
/// released. `false`: the system holds the payee for that reason already.
pub(crate) async fn place(tx: &DatabaseTransaction, hold: &Hold, actor: Actor, when: When) -> Result<bool> {
    let payee = hold.expert_account_id;
    // A run that pays the payee has these: it ends first, and what it scheduled is seen; or it waits, and sees the hold.
    disbursements::store::lock_methods_of(tx, payee).await?;
    if !disbursements::store::insert_hold(tx, hold).await? {
        return Ok(false);
    }
    let why = hold.note.as_deref().unwrap_or(hold.reason.words());
    let event = Event::effective(EventKind::HoldPlaced, actor, &hold.id, when.at, when.recorded_at).because(why);
    events::store::record(tx, &event).await?;
    for scheduled in disbursements::store::lock_scheduled_of(tx, payee, hold.currency).await? {
        cancel_scheduled(tx, scheduled, hold.reason.words(), when.recorded_at).await?;
    }
    Ok(true)
}

/// The causes of these holds are gone, by what `actor` did: the payee is paid again, if nothing else stands.
pub(crate) async fn lift(
    tx: &DatabaseTransaction,
    payee: AccountId,
    (reasons, why): (&[HoldReason], &str),
    actor: Actor,
    when: When,
) -> Result<()> {
    for hold in disbursements::store::lock_holds_for(tx, payee, reasons).await? {
        let hold = hold.cause_gone(why, when.at);
        let event = Event::effective(EventKind::HoldReleased, actor, &hold.id, when.at, when.recorded_at);
        disbursements::store::save_hold(tx, &hold).await?;
        events::store::record(tx, &event.because(why)).await?;
    }
    Ok(())
}
