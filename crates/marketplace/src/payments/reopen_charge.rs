use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, ChargeId, Right, SuspendedMoneyId};
use payments::{Charge, PaymentError, Suspended, reason_of};
use sea_orm::DatabaseTransaction;

use super::{
    book_approval::parties,
    record_collection::{CameFrom, take_in},
};
use crate::{
    Marketplace, Result,
    postings::{self, When},
};

#[derive(Clone, Debug)]
pub struct ReopenCharge {
    pub charge_id: ChargeId,
    /// The money that it rests on: it came for the charge, and waits.
    pub suspended_money_id: SuspendedMoneyId,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Money came for what was given up: it is owed again, and everything that waited for it pays it (IQ-33).
    pub async fn reopen_charge(&self, actor: Actor, input: ReopenCharge) -> Result<Charge> {
        actor.may(Right::WriteOff)?;
        let (command, id, now) = (input.command(actor)?, input.charge_id, self.clock.now());
        let reason = reason_of(&input.reason)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_charge(&tx, first).await?.ok_or(PaymentError::ChargeNotFound(first))?);
        }
        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        let charge = charge.reopen()?;
        let waiting = payments::store::lock_suspended_of(&tx, id).await?;
        let named = waiting.iter().find(|money| money.id == input.suspended_money_id);
        let named = named.ok_or(PaymentError::NothingHeld(id))?;
        if !payments::store::parked_reversals(&tx, id, &named.event.external_id).await?.is_empty() {
            return Err(PaymentError::NothingHeld(id).into()); // The bank took it back.
        }
        undo_write_offs(&tx, &charge, now).await?;
        let reopened = Event::now(EventKind::ChargeReopened, actor, &id, now).because(reason);
        events::store::record(&tx, &reopened).await?;
        let charge = assign(&tx, actor, charge, waiting, now).await?;
        tx.commit().await?;

        Ok(charge)
    }
}

async fn undo_write_offs(tx: &DatabaseTransaction, charge: &Charge, now: DateTime<Utc>) -> Result<()> {
    for write_off in payments::store::write_offs(tx, charge.id).await? {
        if write_off.undone_at.is_none() {
            let undone = postings::write_off_undone(&write_off, parties(charge), When::now(now));
            ledger::store::post(tx, &undone).await?;
        }
    }
    payments::store::undo_write_offs(tx, charge.id, now).await?;
    Ok(payments::store::save_charge(tx, charge).await?)
}

/// Everything that waited pays the charge, in the order in which it came.
async fn assign(
    tx: &DatabaseTransaction,
    actor: Actor,
    mut charge: Charge,
    waiting: Vec<Suspended>,
    now: DateTime<Utc>,
) -> Result<Charge> {
    payments::store::assign_suspended_of(tx, charge.id, now).await?;
    for money in waiting {
        let assigned = Event::now(EventKind::SuspendedMoneyAssigned, actor, &money.id, now);
        events::store::record(tx, &assigned).await?;
        charge = take_in(tx, charge, money.event, CameFrom::Suspense, now).await?;
    }
    Ok(charge)
}

impl ReopenCharge {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = [&self.charge_id.to_string(), &self.suspended_money_id.to_string(), &self.reason];
        let payload = payload.map(String::as_str);
        Ok(Command::new(actor, "chargeReopen", &self.idempotency_key, &payload)?)
    }
}
