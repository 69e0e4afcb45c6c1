use kernel::{Actor, DisputeId, Page, Pages, PaymentRequestId, Right, Slice};
use payments::{Dispute, PaymentError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One dispute, for its two sides and for the staff who read work.
    pub async fn dispute(&self, actor: Actor, id: DisputeId) -> Result<Dispute> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let dispute = payments::store::find_dispute(self.db.reader(), id).await?;
        let dispute = dispute.filter(|dispute| dispute.is_seen_by(actor));
        Ok(dispute.ok_or(PaymentError::DisputeNotFound(id))?)
    }

    /// The disputes over bills that are seen already, newest first.
    pub async fn disputes_of(
        &self,
        actor: Actor,
        ids: &[PaymentRequestId],
        page: Page<DisputeId>,
    ) -> Result<Pages<PaymentRequestId, Dispute>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(payments::store::pages_of_disputes(self.db.reader(), ids, page).await?)
    }

    /// Every dispute that is open, newest first: for the staff who recommend.
    pub async fn open_disputes(&self, actor: Actor, page: Page<DisputeId>) -> Result<Slice<Dispute>> {
        actor.may(Right::HandleComplaints)?;
        Ok(payments::store::page_of_open_disputes(self.db.reader(), page).await?)
    }
}
