use accounts::AccountError;
use events::{Command, IdempotencyError};
use kernel::{AccountId, Actor, InputError};
use tax::{CaseCause, TaxError};

use super::{due_diligence::open, read_due_diligence::CaseView, reviewer::reviewer};
use crate::{Marketplace, Result, postings::When};

#[derive(Clone, Debug)]
pub struct OpenDueDiligence {
    pub account_id: AccountId,
    pub cause: CaseCause,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff ask an account for its tax data; the legal clock begins (G-57).
    pub async fn open_due_diligence(&self, actor: Actor, input: OpenDueDiligence) -> Result<CaseView> {
        reviewer(actor)?;
        let (command, account, now) = (input.command(actor)?, input.account_id, self.clock.now());
        let cause = input.cause()?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &account.to_string(), now).await? {
            receipt.answer_to(&command)?;
            let first = tax::store::lock_open_case(&tx, account).await?.ok_or(TaxError::CaseOpen)?;
            return CaseView::of(&tx, first).await;
        }
        accounts::store::find(&tx, account).await?.ok_or(AccountError::NotFound(account))?;
        let opened = open(&tx, account, cause, actor, When::now(now)).await?.ok_or(TaxError::CaseOpen)?;
        let view = CaseView::of(&tx, opened).await?;
        tx.commit().await?;

        Ok(view)
    }
}

impl OpenDueDiligence {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let payload = [&self.account_id.to_string(), &format!("{:?}", self.cause)];
        Command::new(actor, "dueDiligenceOpen", &self.idempotency_key, &payload.map(String::as_str))
    }

    /// What staff may ask for; the system asks for confirmations itself.
    fn cause(&self) -> Result<CaseCause, InputError> {
        match self.cause {
            CaseCause::DataMissing | CaseCause::AuthorityDoubts => Ok(self.cause),
            CaseCause::ReconfirmationDue => Err(InputError::new("cause", "is one that the system alone asks for")),
        }
    }
}
