use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccountId, Actor, Right, Vault};
use sea_orm::{DatabaseTransaction, DbErr};
use tax::{Answers, BlindIndex, Dac7Form};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SaveDac7Form {
    pub answers: Answers,
    pub idempotency_key: String,
}

impl Marketplace {
    /// An expert fills in the account's DAC7 form, as far as they get: the first version, or after an approval the
    /// next one, while the approved one goes on to count (IQ-42).
    pub async fn save_dac7_form(&self, actor: Actor, input: SaveDac7Form) -> Result<Dac7Form> {
        let account = actor.account_by(Right::ManageSeller)?;
        let (command, now) = (input.command(actor, self.blind_index()?)?, self.clock.now());
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &account.to_string(), now).await? {
            receipt.answer_to(&command)?;
            return Ok(tax::store::find_for_account(&tx, &self.vault, account).await?.ok_or_else(|| none(account))?);
        }
        let form = lock_open_version(&tx, &self.vault, account, now).await?.save(actor, input.answers, now)?;

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &Event::now(EventKind::Dac7FormSaved, actor, &form.id, now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}

/// The version to write in, begun if there is none. Whoever begins it at the same time begins the same one.
async fn lock_open_version(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Dac7Form> {
    let latest = tax::store::lock_for_account(tx, vault, account).await?;
    if let Some(next) = Dac7Form::following(account, latest.as_ref(), now) {
        tax::store::insert(tx, vault, &next).await?;
    }
    Ok(tax::store::lock_for_account(tx, vault, account).await?.ok_or_else(|| none(account))?)
}

fn none(account: AccountId) -> DbErr {
    DbErr::RecordNotFound(format!("{account} has no DAC7 form"))
}

impl SaveDac7Form {
    fn command(&self, actor: Actor, index: &BlindIndex) -> Result<Command, IdempotencyError> {
        let answers = index.of_command(&[&self.answers.fingerprint()]);
        Command::new(actor, "dac7FormSave", &self.idempotency_key, &[&answers])
    }
}
