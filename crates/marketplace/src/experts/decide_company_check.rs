use disbursements::HoldReason;
use events::{Event, EventKind};
use experts::{CompanyCheck, ExpertError};
use kernel::{Actor, ActorError, CompanyCheckId, Right, Vault};
use sea_orm::DatabaseTransaction;

use super::forwarded::forget;
use crate::{Marketplace, Result, disbursements::holds::lift, postings::When};

impl Marketplace {
    /// Staff ask a company for more.
    pub async fn ask_for_more_of_company(
        &self,
        actor: Actor,
        id: CompanyCheckId,
        reason: &str,
    ) -> Result<CompanyCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let check = locked(&tx, &self.vault, id).await?;
        let forwarded = check.uploads();
        let check = check.ask_more(reason, now)?;
        let event = Event::now(EventKind::IdentityCheckActionRequired, actor, &id, now).because(reason.trim());

        experts::store::save_company_check(&tx, &self.vault, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(check)
    }

    /// Staff are convinced that a company and its owners are who they say: its experts can begin, and it is paid again
    /// (G-40).
    pub async fn pass_company_check(&self, actor: Actor, id: CompanyCheckId, evidence: &str) -> Result<CompanyCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let check = locked(&tx, &self.vault, id).await?;
        let own = is_of(&tx, actor, &check).await?;
        let forwarded = check.uploads();
        let check = check.pass(evidence, own, now)?;
        let event = Event::now(EventKind::IdentityCheckPassed, actor, &id, now).because(evidence.trim());

        experts::store::save_company_check(&tx, &self.vault, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        let cause = (&[HoldReason::CompanyCheckReopened][..], "the company is passed");
        lift(&tx, check.account_id, cause, actor, When::now(now)).await?;
        tx.commit().await?;

        Ok(check)
    }

    /// Staff are convinced of the contrary.
    pub async fn fail_company_check(
        &self,
        actor: Actor,
        id: CompanyCheckId,
        evidence: &str,
        reason: &str,
    ) -> Result<CompanyCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let check = locked(&tx, &self.vault, id).await?;
        let own = is_of(&tx, actor, &check).await?;
        let forwarded = check.uploads();
        let check = check.fail(evidence, reason, own, now)?;
        let event = Event::now(EventKind::IdentityCheckFailed, actor, &id, now).because(reason.trim());

        experts::store::save_company_check(&tx, &self.vault, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(check)
    }
}

async fn locked(tx: &DatabaseTransaction, vault: &dyn Vault, id: CompanyCheckId) -> Result<CompanyCheck> {
    Ok(experts::store::lock_company_check(tx, vault, id).await?.ok_or(ExpertError::CompanyCheckNotFound(id))?)
}

/// Whether the reviewer is a member of the company's account: nobody reviews themselves (IQ-37).
async fn is_of(tx: &DatabaseTransaction, actor: Actor, check: &CompanyCheck) -> Result<bool> {
    let staff = actor.staff().ok_or(ActorError::RightMissing(Right::ReviewRegistrations))?;
    Ok(accounts::store::works_for(tx, staff, check.account_id).await?)
}
