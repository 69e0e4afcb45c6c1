use events::{Command, Event, EventKind};
use kernel::{Actor, ChargeId, Right};
use payments::{Charge, PaymentError, reason_of};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct MarkUncollectible {
    pub charge_id: ChargeId,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff give up asking for what is overdue: no attempt and no reminder follows, and the expert is told. What comes
    /// all the same is collected (IQ-33).
    pub async fn mark_charge_uncollectible(&self, actor: Actor, input: MarkUncollectible) -> Result<Charge> {
        actor.may(Right::WriteOff)?;
        let (command, id, now) = (input.command(actor)?, input.charge_id, self.clock.now());
        let reason = reason_of(&input.reason)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_charge(&tx, first).await?.ok_or(PaymentError::ChargeNotFound(first))?);
        }
        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        let charge = charge.mark_uncollectible(now)?;

        payments::store::save_charge(&tx, &charge).await?;
        let event = Event::now(EventKind::ChargeUncollectible, actor, &id, now).because(reason);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(charge)
    }
}

impl MarkUncollectible {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = [&self.charge_id.to_string(), self.reason.as_str()];
        Ok(Command::new(actor, "chargeMarkUncollectible", &self.idempotency_key, &payload)?)
    }
}
