use engagements::{Engagement, EngagementError};
use kernel::{Actor, EngagementId, Right};

use super::{lock_current, wind_up};
use crate::{Marketplace, Result};

impl Marketplace {
    /// The expert ends the work without another bill, once every bill is decided (G-15, X17). Nobody goes into the
    /// customer's account any more (G-33).
    pub async fn complete_engagement(&self, actor: Actor, id: EngagementId) -> Result<Engagement> {
        actor.may(Right::Bill)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let engagement = lock_current(&tx, id, now).await?.ok_or(EngagementError::NotFound(id))?;
        let bills_pending = payments::store::has_undecided(&tx, id).await?;
        let engagement = engagement.complete(actor, bills_pending, now)?;

        let engagement = wind_up(&tx, actor, engagement, now).await?;
        engagements::store::save(&tx, &engagement).await?;
        tx.commit().await?;

        Ok(engagement)
    }
}
