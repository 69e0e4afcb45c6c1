use disbursements::{Disbursement, DisbursementError};
use events::{Command, Event, EventKind};
use kernel::{Actor, DisbursementId, Right, text};

use super::give_back::{GivenBack, give_back};
use crate::{Marketplace, Result, postings::When};

#[derive(Clone, Debug)]
pub struct CancelDisbursement {
    pub disbursement_id: DisbursementId,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff stop a disbursement that nobody began to send. The money waits for the next run (G-43).
    pub async fn cancel_disbursement(&self, actor: Actor, input: CancelDisbursement) -> Result<Disbursement> {
        actor.may(Right::RunPayouts)?;
        let (id, now) = (input.disbursement_id, self.clock.now());
        let payload = [id.to_string(), text("reason", &input.reason, 1..=1_000)?];
        let payload = payload.each_ref().map(String::as_str);
        let command = Command::new(actor, "disbursementCancel", &input.idempotency_key, &payload)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(disbursements::store::find(&tx, first).await?.ok_or(DisbursementError::NotFound(first))?);
        }
        let disbursement = disbursements::store::lock(&tx, id).await?.ok_or(DisbursementError::NotFound(id))?;
        let cancelled = disbursement.cancel(now)?;
        let event = Event::now(EventKind::DisbursementCancelled, actor, &id, now).because(input.reason.trim());

        disbursements::store::save(&tx, &cancelled).await?;
        give_back(&tx, &cancelled, GivenBack::Cancelled, When::now(now)).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(cancelled)
    }
}
