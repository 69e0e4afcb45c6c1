use events::{Command, Event, EventKind};
use kernel::{AccountId, Actor, Money, ReceivableWriteOffId, Right};
use ledger::{Account, AccountKind};
use payments::ReceivableWriteOff;

use crate::{
    Marketplace, Result,
    postings::{self, When},
};

#[derive(Clone, Debug)]
pub struct WriteOffReceivable {
    pub payee_account_id: AccountId,
    pub amount: Money,
    /// What the payee owes, typed once more.
    pub owed: Money,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff give up what a payee owes back, all of it or a part: it is the operator's loss, and the payee is told (IQ-33).
    pub async fn write_off_receivable(&self, actor: Actor, input: WriteOffReceivable) -> Result<ReceivableWriteOff> {
        actor.may(Right::WriteOff)?;
        let (command, payee, now) = (input.command(actor)?, input.payee_account_id, self.clock.now());
        let id = ReceivableWriteOffId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_receivable_write_off(&tx, first).await?);
        }
        let owing = Account::of(AccountKind::ExpertReceivable, payee);
        let owed = ledger::store::lock_balance(&tx, owing, input.amount.currency()).await?;
        let given_up = ReceivableWriteOff::new(id, payee, owed, (input.amount, input.owed), &input.reason, now)?;

        payments::store::insert_receivable_write_off(&tx, &given_up).await?;
        ledger::store::post(&tx, &postings::receivable_written_off(&given_up, When::now(now))).await?;
        let event = Event::now(EventKind::ReceivableWrittenOff, actor, &payee, now).because(&given_up.reason);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(given_up)
    }
}

impl WriteOffReceivable {
    fn command(&self, actor: Actor) -> Result<Command> {
        let parts =
            [&self.payee_account_id.to_string(), &self.amount.to_string(), &self.owed.to_string(), &self.reason];
        let payload = parts.map(String::as_str);
        Ok(Command::new(actor, "receivableWriteOff", &self.idempotency_key, &payload)?)
    }
}
