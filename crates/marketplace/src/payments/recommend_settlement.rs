use events::{Event, EventKind};
use kernel::{Actor, DisputeId, Right};
use payments::Dispute;

use super::dispute::lock_case;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct RecommendSettlement {
    pub dispute_id: DisputeId,
    pub recommendation: String,
}

impl Marketplace {
    /// Staff say how they would settle a dispute. It decides nothing: disputes are between the parties (G-29).
    pub async fn recommend_settlement(&self, actor: Actor, input: RecommendSettlement) -> Result<Dispute> {
        actor.may(Right::HandleComplaints)?;
        let (id, now) = (input.dispute_id, self.clock.now());
        let tx = self.db.begin().await?;

        let dispute = lock_case(&tx, id, now).await?.dispute.recommend(&input.recommendation, now)?;

        payments::store::save_dispute(&tx, &dispute).await?;
        events::store::record(&tx, &Event::now(EventKind::DisputeRecommended, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(dispute)
    }
}
