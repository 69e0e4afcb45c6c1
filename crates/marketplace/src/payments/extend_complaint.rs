use events::{Event, EventKind};
use kernel::{Actor, ComplaintId, Right};
use payments::{Complaint, PaymentError};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct ExtendComplaint {
    pub complaint_id: ComplaintId,
    /// Why the answer takes longer: for whoever waits.
    pub reason: String,
}

impl Marketplace {
    /// Staff say, once, why the answer takes longer than 15 business days: at most 35 (G-54).
    pub async fn extend_complaint(&self, actor: Actor, input: ExtendComplaint) -> Result<Complaint> {
        actor.may(Right::HandleComplaints)?;
        let (id, now) = (input.complaint_id, self.clock.now());
        let tx = self.db.begin().await?;

        let complaint = payments::store::lock_complaint(&tx, id).await?.ok_or(PaymentError::ComplaintNotFound(id))?;
        let complaint = complaint.extend(&input.reason, now)?;
        let event = Event::now(EventKind::ComplaintExtended, actor, &id, now).because(input.reason.trim());

        payments::store::save_complaint(&tx, &complaint).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(complaint)
    }
}
