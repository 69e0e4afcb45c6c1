use events::{Event, EventKind};
use experts::ExpertError;
use kernel::{Actor, CompanyCheckId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Tells staff, once, that a company has waited for its review beyond the seven business days (G-40).
    pub(crate) async fn alert_company_review(&self, id: CompanyCheckId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let check = experts::store::lock_company_check(&tx, &self.vault, id)
            .await?
            .ok_or(ExpertError::CompanyCheckNotFound(id))?;
        let due_at = check.alert_at().filter(|due_at| *due_at <= now);
        let Some(due_at) = due_at else { return Ok(Step::Left) };
        let check = check.alert(now)?;
        let event = Event::effective(EventKind::IdentityCheckReviewOverdue, Actor::System, &id, due_at, now);

        experts::store::save_company_check(&tx, &self.vault, &check).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
