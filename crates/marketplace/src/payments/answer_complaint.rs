use events::{Event, EventKind};
use kernel::{Actor, ComplaintId, Right};
use payments::{Complaint, PaymentError};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AnswerComplaint {
    pub complaint_id: ComplaintId,
    pub answer: String,
}

impl Marketplace {
    /// Staff answer a complaint; whoever filed it is written (G-54).
    pub async fn answer_complaint(&self, actor: Actor, input: AnswerComplaint) -> Result<Complaint> {
        actor.may(Right::HandleComplaints)?;
        let (id, now) = (input.complaint_id, self.clock.now());
        let tx = self.db.begin().await?;

        let complaint = payments::store::lock_complaint(&tx, id).await?.ok_or(PaymentError::ComplaintNotFound(id))?;
        let complaint = complaint.answer(&input.answer, now)?;
        let event = Event::now(EventKind::ComplaintAnswered, actor, &id, now).because(input.answer.trim());

        payments::store::save_complaint(&tx, &complaint).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(complaint)
    }
}
