use engagements::EngagementError;
use kernel::{Actor, EngagementId, Page, PaymentRequestId, Right, Slice};
use payments::{PaymentError, PaymentRequest};

use crate::{Marketplace, Result};

impl Marketplace {
    /// A bill, for its two sides and for the staff who run payouts, settle or audit.
    pub async fn payment_request(&self, actor: Actor, id: PaymentRequestId) -> Result<PaymentRequest> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let request = payments::store::find(self.db.reader(), id).await?;
        Ok(request.filter(|request| request.is_seen_by(actor)).ok_or(PaymentError::NotFound(id))?)
    }

    /// The bills of an engagement, newest first.
    pub async fn payment_requests(
        &self,
        actor: Actor,
        engagement_id: EngagementId,
        page: Page<PaymentRequestId>,
    ) -> Result<Slice<PaymentRequest>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let engagement = engagements::store::find(self.db.reader(), engagement_id).await?;
        let open_to = engagement.filter(|engagement| engagement.is_open_to(actor));
        open_to.ok_or(EngagementError::NotFound(engagement_id))?;
        Ok(payments::store::page_for_engagement(self.db.reader(), engagement_id, page).await?)
    }
}
