use events::{Event, EventKind};
use kernel::{Actor, DisputeId, Right};
use payments::Dispute;

use super::dispute::lock_case;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AnswerDispute {
    pub dispute_id: DisputeId,
    pub statement: String,
}

impl Marketplace {
    /// The expert answers the objection; then the customer has five business days to settle it (G-29).
    pub async fn answer_dispute(&self, actor: Actor, input: AnswerDispute) -> Result<Dispute> {
        actor.may(Right::Bill)?;
        let (id, now) = (input.dispute_id, self.clock.now());
        let tx = self.db.begin().await?;

        let dispute = lock_case(&tx, id, now).await?.dispute.answer(actor, &input.statement, now)?;

        payments::store::save_dispute(&tx, &dispute).await?;
        events::store::record(&tx, &Event::now(EventKind::DisputeAnswered, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(dispute)
    }
}
