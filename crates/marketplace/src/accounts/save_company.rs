use accounts::{Account, AccountError, Company, CompanyDetails, Countries};
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use files::Purpose;
use kernel::{AccountId, Actor, Right, Vault};
use sea_orm::DatabaseTransaction;

use crate::{
    Marketplace, Result,
    experts::open_company_check,
    files::{release, take},
};

impl Marketplace {
    /// An account says which company it is: whole, and in the place of what it said before. From then on its experts
    /// may speak for it (IQ-21, IQ-22).
    pub async fn save_company(&self, actor: Actor, details: CompanyDetails) -> Result<Company> {
        let account_id = actor.account_by(Right::ManageAccount)?;
        let (details, now) = (details.checked()?, self.clock.now());
        let tx = self.db.begin().await?;

        let found = accounts::store::lock(&tx, account_id).await?.ok_or(AccountError::NotFound(account_id))?;
        found.ensure_not_closed()?;
        check_late_company(&tx, &self.vault, &found, now).await?;
        let logo_before = accounts::store::find_company(&tx, account_id).await?.map(|before| before.details.logo);
        let company = Company { account_id, details, saved_at: now };
        if logo_before != Some(company.details.logo) {
            take(&tx, actor, (company.details.logo, Purpose::CompanyLogo), now).await?;
        }
        accounts::store::save_company(&tx, &company).await?;
        if let Some(logo) = logo_before.filter(|logo| *logo != company.details.logo) {
            release(&tx, actor, logo, now).await?;
        }
        events::store::record(&tx, &Event::now(EventKind::CompanySaved, actor, &account_id, now)).await?;
        tx.commit().await?;

        Ok(company)
    }
}

/// Whose experts filed or began before the account was a company is checked as one too, and is not paid before it is
/// passed (G-40).
async fn check_late_company(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<()> {
    let countries = Countries::new(accounts::store::countries(tx).await?);
    if !countries.check_companies(account.details.address.country, now.date_naive()) {
        return Ok(());
    }
    let filed = !experts::store::lock_filed(tx, account.id).await?.is_empty();
    if filed || was_never_checked(tx, vault, account.id).await? {
        open_company_check(tx, vault, account.id, now).await?;
    }
    Ok(())
}

/// Whether experts of the account work already, and nobody asked yet who owns it.
async fn was_never_checked(tx: &DatabaseTransaction, vault: &dyn Vault, account: AccountId) -> Result<bool> {
    let works = !experts::store::lock_begun(tx, account).await?.is_empty();
    Ok(works && experts::store::lock_company_check_of(tx, vault, account).await?.is_none())
}
