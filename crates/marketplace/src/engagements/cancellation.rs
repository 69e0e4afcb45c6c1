//! What every decision on a request to end the work has in common.

use chrono::{DateTime, Utc};
use engagements::{CancellationRequest, Engagement, EngagementError};
use events::{Event, EventKind};
use kernel::{Actor, CancellationRequestId, EngagementId};
use sea_orm::DatabaseTransaction;

use super::wind_up;
use crate::Result;

/// Reads an engagement for a decision, as it stands at `now`: one that silence has cancelled by then is Cancelled, as if
/// no sweep were ever late (G-46).
pub(crate) async fn lock_current(
    tx: &DatabaseTransaction,
    id: EngagementId,
    now: DateTime<Utc>,
) -> Result<Option<Engagement>> {
    let Some(engagement) = engagements::store::lock(tx, id).await? else { return Ok(None) };
    let open = engagements::store::lock_open_cancellation(tx, id).await?;
    match open.and_then(|request| request.approve_when_due(now)) {
        Some(request) => write_consent(tx, Actor::System, engagement, &request, now).await.map(Some),
        None => Ok(Some(engagement)),
    }
}

/// Reads a request and its engagement to decide on the request: locked in the order of all locks.
pub async fn lock_request(
    tx: &DatabaseTransaction,
    id: CancellationRequestId,
) -> Result<(Engagement, CancellationRequest)> {
    let not_found = EngagementError::CancellationNotFound(id);
    let unlocked = engagements::store::find_cancellation(tx, id).await?.ok_or(not_found.clone())?;
    let engagement = engagements::store::lock(tx, unlocked.engagement_id).await?;
    let engagement = engagement.ok_or(EngagementError::NotFound(unlocked.engagement_id))?;
    let request = engagements::store::lock_cancellation(tx, id).await?.ok_or(not_found)?;
    Ok((engagement, request))
}

/// Both sides have agreed: the engagement is cancelled, as of then.
pub async fn write_consent(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    request: &CancellationRequest,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    let at = request.decided_at().unwrap_or(now);
    let engagement = engagement.cancel(at)?;
    let approved = Event::effective(EventKind::CancellationApproved, actor, &request.id, at, now);

    engagements::store::save_cancellation(tx, request).await?;
    events::store::record(tx, &approved).await?;
    let engagement = wind_up(tx, actor, engagement, now).await?;
    engagements::store::save(tx, &engagement).await?;
    Ok(engagement)
}
