use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccountId, Actor, Right, Vault};
use sea_orm::{DatabaseTransaction, DbErr};
use tax::{BlindIndex, UsAnswers, UsTaxForm};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SaveUsTaxForm {
    pub answers: UsAnswers,
    pub idempotency_key: String,
}

impl Marketplace {
    /// An expert fills in the account's W-9, W-8BEN or W-8BEN-E, as far as they get: the first version, or the next one
    /// when circumstances have changed, while the approved one goes on to count (G-38).
    pub async fn save_us_tax_form(&self, actor: Actor, input: SaveUsTaxForm) -> Result<UsTaxForm> {
        let account = actor.account_by(Right::ManageSeller)?;
        let (command, now) = (input.command(actor, self.blind_index()?)?, self.clock.now());
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &account.to_string(), now).await? {
            receipt.answer_to(&command)?;
            return Ok(tax::store::find_us_form_for_account(&tx, &self.vault, account)
                .await?
                .ok_or_else(|| none(account))?);
        }
        let form = lock_open_version(&tx, &self.vault, account, now).await?.save(actor, input.answers, now)?;

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &Event::now(EventKind::UsTaxFormSaved, actor, &form.id, now)).await?;
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
) -> Result<UsTaxForm> {
    let latest = tax::store::lock_us_form_for_account(tx, vault, account).await?;
    if let Some(next) = UsTaxForm::following(account, latest.as_ref(), now) {
        tax::store::insert_us_form(tx, vault, &next).await?;
    }
    Ok(tax::store::lock_us_form_for_account(tx, vault, account).await?.ok_or_else(|| none(account))?)
}

fn none(account: AccountId) -> DbErr {
    DbErr::RecordNotFound(format!("{account} has no tax form of the United States"))
}

impl SaveUsTaxForm {
    fn command(&self, actor: Actor, index: &BlindIndex) -> Result<Command, IdempotencyError> {
        let answers = index.of_command(&[&self.answers.fingerprint()]);
        Command::new(actor, "usTaxFormSave", &self.idempotency_key, &[&answers])
    }
}
