use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, ChargeId, Right, SuspendedMoneyId};
use payments::{Charge, PaymentError, Suspended, evidence_of};
use sea_orm::DatabaseTransaction;

use super::record_collection::{CameFrom, take_in};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AssignSuspense {
    pub suspended_money_id: SuspendedMoneyId,
    /// What the money is of: another charge than the one that it came for.
    pub charge_id: ChargeId,
    /// What proves it: a line of the bank, or a document.
    pub evidence: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Money that came for what was given up turns out to be of another charge: it pays that one (G-43).
    pub async fn assign_suspense(&self, actor: Actor, input: AssignSuspense) -> Result<Suspended> {
        actor.may(Right::SettleUnresolved)?;
        let (command, id, now) = (input.command(actor)?, input.suspended_money_id, self.clock.now());
        let evidence = evidence_of(id, &input.evidence)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = payments::store::find_suspended(&tx, first).await?;
            return Ok(found.ok_or(PaymentError::SuspendedNotFound(first))?);
        }
        let money = lock(&tx, id).await?;
        let charge = payments::store::lock_charge(&tx, input.charge_id).await?;
        let charge = charge.ok_or(PaymentError::ChargeNotFound(input.charge_id))?;
        let money = assign(&tx, money, charge, now).await?;
        let assigned = Event::now(EventKind::SuspendedMoneyAssigned, actor, &id, now).because(evidence);
        events::store::record(&tx, &assigned).await?;
        tx.commit().await?;

        Ok(money)
    }
}

/// The money, under the lock of the charge that it came for, so that what the provider reports of it waits. What the
/// provider has taken back since is not here.
async fn lock(tx: &DatabaseTransaction, id: SuspendedMoneyId) -> Result<Suspended> {
    let not_found = PaymentError::SuspendedNotFound(id);
    let unlocked = payments::store::find_suspended(tx, id).await?.ok_or(not_found.clone())?;
    let came_for = unlocked.event.reference.charge_id();
    payments::store::lock_charge(tx, came_for).await?.ok_or(PaymentError::ChargeNotFound(came_for))?;
    let money = payments::store::lock_suspended(tx, id).await?.ok_or(not_found)?;
    let taken_back = payments::store::parked_reversals(tx, came_for, &money.event.external_id).await?;
    if taken_back.is_empty() { Ok(money) } else { Err(PaymentError::SuspendedTaken(id).into()) }
}

async fn assign(tx: &DatabaseTransaction, money: Suspended, charge: Charge, now: DateTime<Utc>) -> Result<Suspended> {
    let (money, to, event) = money.assign(&charge, now)?;
    payments::store::assign_suspended(tx, money.id, to).await?;
    let charge = take_in(tx, charge, event, CameFrom::Suspense, now).await?;
    payments::store::save_charge(tx, &charge.expects_anew(now)).await?;
    Ok(money)
}

impl AssignSuspense {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = [&self.suspended_money_id.to_string(), &self.charge_id.to_string(), &self.evidence];
        let payload = payload.map(String::as_str);
        Ok(Command::new(actor, "suspenseAssign", &self.idempotency_key, &payload)?)
    }
}
