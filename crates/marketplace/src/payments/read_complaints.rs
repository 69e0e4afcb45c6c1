use kernel::{Actor, ComplaintId, Page, Right, Slice};
use payments::{Complaint, PaymentError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One complaint, for its account and the staff who handle complaints.
    pub async fn complaint(&self, actor: Actor, id: ComplaintId) -> Result<Complaint> {
        actor.may_read(&[Right::HandleComplaints])?;
        let complaint = payments::store::find_complaint(self.db.reader(), id).await?;
        let complaint = complaint.filter(|complaint| complaint.is_seen_by(actor));
        Ok(complaint.ok_or(PaymentError::ComplaintNotFound(id))?)
    }

    /// What one's own account complained about, newest first.
    pub async fn my_complaints(&self, actor: Actor, page: Page<ComplaintId>) -> Result<Slice<Complaint>> {
        actor.signed_in()?;
        let Some(account) = actor.account() else { return Ok(Slice::default()) };
        Ok(payments::store::page_of_complaints_for_account(self.db.reader(), account, page).await?)
    }

    /// What waits for its answer, what waits longest first: for the staff who handle complaints.
    pub async fn complaint_queue(&self, actor: Actor, page: Page<ComplaintId>) -> Result<Slice<Complaint>> {
        actor.may(Right::HandleComplaints)?;
        Ok(payments::store::page_of_complaint_queue(self.db.reader(), page).await?)
    }
}
