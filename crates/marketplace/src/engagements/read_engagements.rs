use engagements::{Engagement, EngagementError};
use kernel::{Actor, EngagementId, Page, Right, Side, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One engagement, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn engagement(&self, actor: Actor, id: EngagementId) -> Result<Engagement> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let engagement = engagements::store::find(self.db.reader(), id).await?;
        Ok(engagement.filter(|engagement| engagement.is_open_to(actor)).ok_or(EngagementError::NotFound(id))?)
    }

    /// What one's own account agreed on, on one side of it, newest first.
    pub async fn engagements(&self, actor: Actor, side: Side, page: Page<EngagementId>) -> Result<Slice<Engagement>> {
        actor.signed_in()?;
        let Some(account) = actor.account() else { return Ok(Slice { items: vec![], has_next: false }) };
        Ok(match side {
            Side::Customer => engagements::store::page_for_customer(self.db.reader(), account, page).await?,
            Side::Expert => engagements::store::page_for_expert(self.db.reader(), account, page).await?,
        })
    }
}
