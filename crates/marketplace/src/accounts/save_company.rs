use accounts::{AccountError, Company, CompanyDetails};
use events::{Event, EventKind};
use experts::checks_companies_of;
use files::Purpose;
use kernel::{Actor, Right};

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
        // Whoever filed before the account was a company is checked as one too (G-40).
        let is_checked = checks_companies_of(found.details.address.country);
        if is_checked && !experts::store::lock_filed(&tx, account_id).await?.is_empty() {
            open_company_check(&tx, &self.vault, account_id, now).await?;
        }
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
