use kernel::{Actor, EngagementId, Page, Pages, PaymentRequestId, Right};
use payments::{PaymentError, PaymentRequest};

use crate::{Marketplace, Result};

impl Marketplace {
    /// A bill, for its two sides and for the staff who run payouts, settle or audit.
    pub async fn payment_request(&self, actor: Actor, id: PaymentRequestId) -> Result<PaymentRequest> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let request = payments::store::find(self.db.reader(), id).await?;
        Ok(request.filter(|request| request.is_seen_by(actor)).ok_or(PaymentError::NotFound(id))?)
    }

    /// The bills of engagements that are seen already, newest first.
    pub async fn payment_requests_of(
        &self,
        actor: Actor,
        ids: &[EngagementId],
        page: Page<PaymentRequestId>,
    ) -> Result<Pages<EngagementId, PaymentRequest>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(payments::store::pages_of_engagements(self.db.reader(), ids, page).await?)
    }
}
