use events::Letter;
use kernel::{Actor, EmailAddress, LetterId, Page, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What people were written, newest first; to one address, if one is given. For staff who may read the audit
    /// trail.
    pub async fn letters(&self, actor: Actor, to: Option<EmailAddress>, page: Page<LetterId>) -> Result<Slice<Letter>> {
        actor.may(Right::ReadAudit)?;
        Ok(events::store::page_of_letters(self.db.reader(), to.as_ref(), page).await?)
    }
}
