use kernel::{Actor, ChargeId, Page, Pages, RefundId, Right, Slice};
use payments::{PaymentError, Refund};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One refund, for its two sides and for the staff who read work.
    pub async fn refund(&self, actor: Actor, id: RefundId) -> Result<Refund> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let refund = payments::store::find_refund(self.db.reader(), id).await?;
        Ok(refund.filter(|refund| refund.is_seen_by(actor)).ok_or(PaymentError::RefundNotFound(id))?)
    }

    /// The refunds of charges that are seen already, newest first.
    pub async fn refunds_of(
        &self,
        actor: Actor,
        ids: &[ChargeId],
        page: Page<RefundId>,
    ) -> Result<Pages<ChargeId, Refund>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(payments::store::pages_of_refunds(self.db.reader(), ids, page).await?)
    }

    /// What has no known outcome, newest first: for staff to find out.
    pub async fn unresolved_refunds(&self, actor: Actor, page: Page<RefundId>) -> Result<Slice<Refund>> {
        actor.may(Right::SettleUnresolved)?;
        Ok(payments::store::page_of_unresolved_refunds(self.db.reader(), page).await?)
    }
}
