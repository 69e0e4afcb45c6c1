use experts::{CompanyCheck, CompanyCheckStatus, ExpertError};
use kernel::{Actor, CompanyCheckId, Page, Right, Slice};

use crate::{Marketplace, Result};

/// With one of these a company's owners are seen: by its members, and by staff.
const TO_READ: [Right; 2] = [Right::ManageSeller, Right::ReviewRegistrations];

impl Marketplace {
    /// The check of one company, for its members who may submit it and for the staff who review it.
    pub async fn company_check(&self, actor: Actor, id: CompanyCheckId) -> Result<CompanyCheck> {
        actor.may_any(&TO_READ)?;
        let check = experts::store::find_company_check(self.db.reader(), &self.vault, id).await?;
        let visible = |check: &CompanyCheck| actor.is_staff() || actor.acts_for(check.account_id);
        Ok(check.filter(visible).ok_or(ExpertError::CompanyCheckNotFound(id))?)
    }

    /// For staff every company's check, or those of one status; for members their own company's. Newest first.
    pub async fn company_checks(
        &self,
        actor: Actor,
        status: Option<CompanyCheckStatus>,
        page: Page<CompanyCheckId>,
    ) -> Result<Slice<CompanyCheck>> {
        actor.may_any(&TO_READ)?;
        Ok(experts::store::page_company_checks(self.db.reader(), &self.vault, actor.account(), status, page).await?)
    }
}
