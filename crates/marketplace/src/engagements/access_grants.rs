//! What several decisions about access have in common.

use chrono::{DateTime, Utc};
use engagements::{AccessEnd, AccessGrant, AccessLevel, Engagement, EngagementError};
use events::Event;
use kernel::{AccessGrantId, EngagementId};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Reads a grant to decide on it, as it stands at `now`: one whose work time has ended by then is over, as if no sweep
/// were ever late (G-15, G-33).
pub(super) async fn lock_grant(tx: &DatabaseTransaction, id: AccessGrantId, now: DateTime<Utc>) -> Result<AccessGrant> {
    let not_found = EngagementError::AccessGrantNotFound(id);
    let unlocked = engagements::store::find_grant(tx, id).await?.ok_or(not_found.clone())?;
    let (_, ended_at) = hold_current(tx, unlocked.engagement_id, now).await?;
    let grant = engagements::store::lock_grant(tx, id).await?.ok_or(not_found)?;
    Ok(match ended_at {
        Some(at) => grant.end(AccessEnd::EngagementOver, at),
        None => grant,
    })
}

/// Reads an engagement that a decision rests on, and when time has ended it by `now` without a sweep that has noted it
/// yet: by silence on its final bill (G-30), or on the wish to cancel it (G-46).
pub(super) async fn hold_current(
    tx: &DatabaseTransaction,
    id: EngagementId,
    now: DateTime<Utc>,
) -> Result<(Engagement, Option<DateTime<Utc>>)> {
    let engagement = engagements::store::hold(tx, id).await?.ok_or(EngagementError::NotFound(id))?;
    if !engagement.is_running() {
        return Ok((engagement, None));
    }
    let asked = engagements::store::open_cancellation(tx, id).await?;
    let agreed_at = asked.and_then(|request| request.answer_due_at());
    let final_at = payments::store::final_bill_due_at(tx, id).await?;
    let ended_at = [agreed_at, final_at].into_iter().flatten().filter(|due_at| *due_at <= now).min();
    Ok((engagement, ended_at))
}

/// The level of that name.
pub(super) async fn level_named(tx: &DatabaseTransaction, name: &str) -> Result<AccessLevel> {
    let level = engagements::store::find_access_level(tx, name).await?;
    Ok(level.ok_or_else(|| EngagementError::AccessLevelUnknown(name.to_owned()))?)
}

/// Writes what was decided, with its line in the log.
pub(super) async fn write_grant(tx: &DatabaseTransaction, grant: &AccessGrant, event: &Event) -> Result<()> {
    engagements::store::save_grant(tx, grant).await?;
    Ok(events::store::record(tx, event).await?)
}
