use events::AuditRow;
use kernel::{Actor, EventId, Page, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Who changed what and when, newest first: of one thing, or of everything.
    pub async fn audit_trail(
        &self,
        actor: Actor,
        subject: Option<&str>,
        page: Page<EventId>,
    ) -> Result<Slice<AuditRow>> {
        actor.may(Right::ReadAudit)?;
        Ok(events::store::page(self.db.reader(), subject, page).await?)
    }
}
