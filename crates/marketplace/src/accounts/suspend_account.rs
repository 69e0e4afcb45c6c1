use accounts::{Account, AccountError};
use events::{Event, EventKind};
use kernel::{AccountId, Actor, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff stop an account: it begins nothing new, and what runs goes on (MKT-04).
    pub async fn suspend_account(&self, actor: Actor, id: AccountId, reason: &str) -> Result<Account> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let account = accounts::store::lock(&tx, id).await?.ok_or(AccountError::NotFound(id))?;
        let account = account.suspend(reason, now)?;
        let event = Event::now(EventKind::AccountSuspended, actor, &id, now).because(reason.trim());

        accounts::store::save(&tx, &account).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(account)
    }

    /// Staff let a suspended account go on.
    pub async fn reinstate_account(&self, actor: Actor, id: AccountId, reason: &str) -> Result<Account> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let account = accounts::store::lock(&tx, id).await?.ok_or(AccountError::NotFound(id))?;
        let account = account.reinstate(reason)?;
        let event = Event::now(EventKind::AccountReinstated, actor, &id, now).because(reason.trim());

        accounts::store::save(&tx, &account).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(account)
    }
}
