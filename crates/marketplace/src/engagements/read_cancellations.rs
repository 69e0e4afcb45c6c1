use engagements::{CancellationRequest, EngagementError};
use kernel::{Actor, CancellationRequestId, EngagementId, Page, Pages, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One request to end agreed work, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn cancellation_request(&self, actor: Actor, id: CancellationRequestId) -> Result<CancellationRequest> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let request = engagements::store::find_cancellation(self.db.reader(), id).await?;
        let request = request.filter(|request| request.is_open_to(actor));
        Ok(request.ok_or(EngagementError::CancellationNotFound(id))?)
    }

    /// What was asked of engagements that are seen already, newest first.
    pub async fn cancellation_requests_of(
        &self,
        actor: Actor,
        ids: &[EngagementId],
        page: Page<CancellationRequestId>,
    ) -> Result<Pages<EngagementId, CancellationRequest>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(engagements::store::pages_of_cancellations(self.db.reader(), ids, page).await?)
    }
}
