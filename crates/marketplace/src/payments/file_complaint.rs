use events::{Command, Event, EventKind};
use kernel::{Actor, ComplaintId, Right};
use payments::{Complaint, PaymentError};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct FileComplaint {
    /// What there is to complain about.
    pub statement: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Any member of an account complains about the operator, without a right: staff answer within 15 business days, or
    /// say within them why it takes longer and answer within 35 (G-54). A suspended account may complain too.
    pub async fn file_complaint(&self, actor: Actor, input: FileComplaint) -> Result<Complaint> {
        let filer = actor.in_account(Right::FileRequest)?;
        let command = Command::new(actor, "complaintFile", &input.idempotency_key, &[&input.statement])?;
        let now = self.clock.now();
        let id = ComplaintId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = payments::store::find_complaint(&tx, first).await?;
            return Ok(found.ok_or(PaymentError::ComplaintNotFound(first))?);
        }
        let complaint = Complaint::file(id, filer, &input.statement, now)?;

        payments::store::insert_complaint(&tx, &complaint).await?;
        let event = Event::now(EventKind::ComplaintFiled, actor, &id, now).because(acknowledgement(&complaint));
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(complaint)
    }
}

/// What whoever filed it is told at once.
fn acknowledgement(complaint: &Complaint) -> String {
    let [answer, last] = [complaint.answer_due_at, complaint.final_due_at].map(|due_at| due_at.format("%F %H:%M UTC"));
    format!(
        "Your complaint has arrived. You have our answer before {answer}. If it takes longer, we tell you why, and you \
         have it before {last}."
    )
}
