use chrono::{DateTime, Utc};
use disbursements::{Hold, HoldReason};
use events::{Event, EventKind};
use experts::{BeneficialOwner, CompanyCheck, CompanyDocument, CompanyFile, ExpertError};
use kernel::{Actor, CompanyCheckId, Right, Vault};
use sea_orm::DatabaseTransaction;

use super::forwarded::forward;
use crate::{Marketplace, Result, disbursements::holds::place, postings::When};

#[derive(Clone, Debug)]
pub struct SubmitCompanyCheck {
    pub company_check_id: CompanyCheckId,
    pub owners: Vec<BeneficialOwner>,
    /// The company declares that nobody owns more than a quarter of it.
    pub nobody_owns_so_much: bool,
    pub documents: Vec<CompanyDocument>,
}

impl Marketplace {
    /// A company says who owns it and forwards documents (G-40). One that was passed and has other owners now is checked
    /// again, and is not paid before it is passed again.
    pub async fn submit_company_check(&self, actor: Actor, input: SubmitCompanyCheck) -> Result<CompanyCheck> {
        let account = actor.account_by(Right::ManageSeller)?;
        let (id, now) = (input.company_check_id, self.clock.now());
        let tx = self.db.begin().await?;

        let check = experts::store::lock_company_check(&tx, &self.vault, id).await?;
        let check = check.filter(|check| check.account_id == account).ok_or(ExpertError::CompanyCheckNotFound(id))?;
        let file = CompanyFile::new(input.owners, input.nobody_owns_so_much, input.documents, now.date_naive())?;
        let was_passed = check.is_passed();
        let check = check.submit(file, now)?;

        forward(&tx, actor, check.uploads(), now).await?;
        if was_passed {
            write_renewal(&tx, &self.vault, actor, &check, now).await?;
        } else {
            experts::store::save_company_check(&tx, &self.vault, &check).await?;
            events::store::record(&tx, &Event::now(EventKind::IdentityCheckSubmitted, actor, &id, now)).await?;
        }
        tx.commit().await?;

        Ok(check)
    }

    /// Staff look again at a company that was passed, or let one that was refused show anew who it is: it is not paid
    /// before it is passed (G-40).
    pub async fn renew_company_check(&self, actor: Actor, id: CompanyCheckId) -> Result<CompanyCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let check = experts::store::lock_company_check(&tx, &self.vault, id)
            .await?
            .ok_or(ExpertError::CompanyCheckNotFound(id))?;
        let check = check.renew(now)?;
        write_renewal(&tx, &self.vault, actor, &check, now).await?;
        tx.commit().await?;

        Ok(check)
    }
}

/// What is scheduled for the company and not yet begun is cancelled, and no run pays it.
async fn write_renewal(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    actor: Actor,
    check: &CompanyCheck,
    now: DateTime<Utc>,
) -> Result<()> {
    experts::store::save_company_check(tx, vault, check).await?;
    events::store::record(tx, &Event::now(EventKind::IdentityCheckRenewal, actor, &check.id, now)).await?;
    let hold = Hold::by_system(check.account_id, HoldReason::CompanyCheckReopened, now);
    place(tx, &hold, Actor::System, When::now(now)).await.map(drop)
}
