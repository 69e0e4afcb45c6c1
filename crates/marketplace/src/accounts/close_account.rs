use accounts::{Account, AccountError};
use events::{Event, EventKind};
use kernel::{AccountId, Actor, Right};

use super::has_open_money;
use crate::{Marketplace, Result};

impl Marketplace {
    /// An account ends, once nothing runs and no money is on its way (IQ-30). Its members still read.
    pub async fn close_account(&self, actor: Actor, id: AccountId) -> Result<Account> {
        actor.may(Right::ManageAccount)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let account = accounts::store::lock(&tx, id).await?.ok_or(AccountError::NotFound(id))?;
        let engagements_run = engagements::store::has_running(&tx, id).await?;
        let account = account.close(actor, engagements_run, has_open_money(&tx, id).await?, now)?;

        accounts::store::save(&tx, &account).await?;
        events::store::record(&tx, &Event::now(EventKind::AccountClosed, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(account)
    }
}
