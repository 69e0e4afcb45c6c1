use engagements::{CancellationRequest, Engagement};
use kernel::{Actor, CancellationRequestId, Right};
use sea_orm::DatabaseTransaction;

use super::cancellation::{lock_request, write_consent};
use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// The other side agrees: the engagement is cancelled. What was sent stays to be decided (G-46).
    pub async fn approve_cancellation(&self, actor: Actor, id: CancellationRequestId) -> Result<CancellationRequest> {
        actor.may_any(&Right::TO_CANCEL)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (engagement, request) = lock_request(&tx, id).await?;
        let request = request.approve(actor, now)?;
        actor.may(CancellationRequest::right_of(request.side_of(actor)?))?;
        write_consent(&tx, actor, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(request)
    }

    /// Nobody answered for seven days: the other side has agreed, as of then (G-46).
    pub(crate) async fn approve_cancellation_when_due(&self, id: CancellationRequestId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some((engagement, request)) = lock_free(&tx, id).await? else { return Ok(Step::Left) };
        let Some(request) = request.approve_when_due(now) else { return Ok(Step::Left) };
        write_consent(&tx, Actor::System, engagement, &request, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// `None` if the engagement is in somebody's hands, or there is no such request.
async fn lock_free(
    tx: &DatabaseTransaction,
    id: CancellationRequestId,
) -> Result<Option<(Engagement, CancellationRequest)>> {
    let Some(unlocked) = engagements::store::find_cancellation(tx, id).await? else { return Ok(None) };
    let engagement = engagements::store::lock_free(tx, unlocked.engagement_id).await?;
    Ok(engagement.zip(engagements::store::lock_cancellation(tx, id).await?))
}
