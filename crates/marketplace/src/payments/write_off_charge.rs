use events::{Command, Event, EventKind};
use kernel::{Actor, ChargeId, Money, Right};
use payments::{Charge, PaymentError};

use super::book_approval::parties;
use crate::{
    Marketplace, Result,
    postings::{self, When},
};

#[derive(Clone, Debug)]
pub struct WriteOffCharge {
    pub charge_id: ChargeId,
    /// What is open, typed once more.
    pub amount: Money,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff give up what is open of an uncollectible charge. Nobody loses what never came: the memo goes, no expense
    /// moves, and the expert is told (IQ-33).
    pub async fn write_off_charge(&self, actor: Actor, input: WriteOffCharge) -> Result<Charge> {
        actor.may(Right::WriteOff)?;
        let (command, id, now) = (input.command(actor)?, input.charge_id, self.clock.now());
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_charge(&tx, first).await?.ok_or(PaymentError::ChargeNotFound(first))?);
        }
        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        let last = payments::store::write_offs(&tx, id).await?.last().map_or(0, |write_off| write_off.number);
        let (charge, write_off) = charge.write_off(input.amount, &input.reason, last.saturating_add(1), now)?;

        payments::store::save_charge(&tx, &charge).await?;
        payments::store::insert_write_off(&tx, &write_off).await?;
        ledger::store::post(&tx, &postings::written_off(&write_off, parties(&charge), When::now(now))).await?;
        let event = Event::now(EventKind::ChargeWrittenOff, actor, &id, now).because(&write_off.reason);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(charge)
    }
}

impl WriteOffCharge {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = [&self.charge_id.to_string(), &self.amount.to_string(), &self.reason];
        let payload = payload.map(String::as_str);
        Ok(Command::new(actor, "chargeWriteOff", &self.idempotency_key, &payload)?)
    }
}
