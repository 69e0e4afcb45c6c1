//! What every decision on a bill has in common.

use chrono::{DateTime, Utc};
use engagements::{Engagement, EngagementError};
use events::{Event, EventKind};
use kernel::{Actor, PaymentRequestId};
use payments::{PaymentError, PaymentRequest};
use sea_orm::DatabaseTransaction;

use crate::{Result, engagements::lock_current};

/// Reads a bill and its engagement, as they stand at `now`, to decide on the bill: locked in the order of all locks.
pub async fn lock_bill(
    tx: &DatabaseTransaction,
    id: PaymentRequestId,
    now: DateTime<Utc>,
) -> Result<(Engagement, PaymentRequest)> {
    let unlocked = payments::store::find(tx, id).await?.ok_or(PaymentError::NotFound(id))?;
    let engagement_id = unlocked.bill.engagement_id;
    let engagement = lock_current(tx, engagement_id, now).await?;
    let engagement = engagement.ok_or(EngagementError::NotFound(engagement_id))?;
    let request = payments::store::lock(tx, id).await?.ok_or(PaymentError::NotFound(id))?;
    Ok((engagement, request))
}

/// As [`lock_bill`], for time to decide: `None` if the engagement is in somebody's hands, or there is no such bill.
pub async fn lock_free_bill(
    tx: &DatabaseTransaction,
    id: PaymentRequestId,
) -> Result<Option<(Engagement, PaymentRequest)>> {
    let Some(unlocked) = payments::store::find(tx, id).await? else { return Ok(None) };
    let engagement = engagements::store::lock_free(tx, unlocked.bill.engagement_id).await?;
    Ok(engagement.zip(payments::store::lock(tx, id).await?))
}

/// Writes a bill that was declined or withdrawn: its amount may be billed again, and after the final one the
/// work goes on (G-31).
pub async fn write_refusal(
    tx: &DatabaseTransaction,
    engagement: Engagement,
    request: &PaymentRequest,
    event: &Event,
) -> Result<()> {
    let engagement = engagement.freed(request.bill.amount, request.bill.is_final)?;

    engagements::store::save(tx, &engagement).await?;
    payments::store::save(tx, request).await?;
    events::store::record(tx, event).await?;
    if request.bill.is_final {
        record_resumed(tx, event.actor, &engagement, event.recorded_at).await?;
    }
    Ok(())
}

async fn record_resumed(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: &Engagement,
    now: DateTime<Utc>,
) -> Result<()> {
    let resumed = Event::now(EventKind::EngagementResumed, actor, &engagement.id, now);
    Ok(events::store::record(tx, &resumed).await?)
}
