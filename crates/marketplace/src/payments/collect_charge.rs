use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, ChargeId, Right};
use payments::{Charge, ChargeAttempt, PaymentError, Tender};
use sea_orm::DatabaseTransaction;

use crate::{ChargeOrder, Error, Marketplace, PaymentProvider, Result, sweeps::Step};

#[derive(Clone, Debug)]
pub struct CollectCharge {
    pub charge_id: ChargeId,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Time asks for the money: a card or a bank account is charged; on net terms the provider is told which
    /// transfer to expect (IQ-31).
    pub async fn collect_charge_when_due(&self, id: ChargeId) -> Result<Step> {
        let charge = payments::store::find_charge(self.db.reader(), id).await?;
        match charge.ok_or(PaymentError::ChargeNotFound(id))?.tender {
            Tender::Card | Tender::Ach => {}
            Tender::NetTerms { .. } => return self.announce_transfer(id).await,
        }
        let (provider, now) = (self.provider()?, self.clock.now());
        let tx = self.db.begin().await?;
        let Some(charge) = payments::store::lock_free_charge(&tx, id).await? else { return Ok(Step::Left) };
        let due_at = charge.asking.due_at().filter(|due_at| *due_at <= now);
        let Some(due_at) = due_at else { return Ok(Step::Left) };
        let begun = charge.begin_attempt_when_due(now)?;
        let order = write_attempt(&tx, (Actor::System, due_at), &begun).await?;
        tx.commit().await?;

        self.send(provider, &order).await?;
        Ok(Step::Done)
    }

    /// Staff ask for the money once more, where time has given up or they will not wait for it.
    pub async fn collect_charge(&self, actor: Actor, input: CollectCharge) -> Result<Charge> {
        actor.may(Right::SettleUnresolved)?;
        let (id, now) = (input.charge_id, self.clock.now());
        let command = Command::new(actor, "chargeCollect", &input.idempotency_key, &[&id.to_string()])?;
        let provider = self.provider()?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_charge(&tx, first).await?.ok_or(PaymentError::ChargeNotFound(first))?);
        }
        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        let begun = charge.begin_attempt(now)?;
        let order = write_attempt(&tx, (actor, now), &begun).await?;
        tx.commit().await?;

        self.send(provider, &order).await
    }

    pub(crate) fn provider(&self) -> Result<&dyn PaymentProvider> {
        let missing = || Error::Outside("no payment provider is connected".to_owned());
        self.outside.provider.as_deref().ok_or_else(missing)
    }

    /// No transaction is open while the provider thinks, and the attempt is kept already: dying here leaves an
    /// attempt without an answer, which is looked up and never sent again.
    async fn send(&self, provider: &dyn PaymentProvider, order: &ChargeOrder) -> Result<Charge> {
        let answer = provider.charge(order).await;
        self.note_answer(order.key, &answer).await
    }
}

/// Keeps an attempt, and says what to send for it. The event is of the instant at which it was due, the attempt of
/// the one at which it is made.
async fn write_attempt(
    tx: &DatabaseTransaction,
    (actor, at): (Actor, DateTime<Utc>),
    (charge, attempt): &(Charge, ChargeAttempt),
) -> Result<ChargeOrder> {
    let (id, key) = (charge.payment_method_id, attempt.key);
    let method = payments::store::find_payment_method(tx, id).await?;
    let token = method.and_then(|method| method.provider_token).ok_or(PaymentError::PaymentMethodNotFound(id))?;

    payments::store::save_charge(tx, charge).await?;
    payments::store::insert_attempt(tx, attempt).await?;
    let collecting = Event::effective(EventKind::ChargeCollecting, actor, &charge.id, at, attempt.begun_at);
    events::store::record(tx, &collecting).await?;
    Ok(ChargeOrder { key, amount: attempt.amount, provider_token: token })
}
