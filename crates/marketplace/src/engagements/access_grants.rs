//! What several decisions about access have in common.

use engagements::{AccessGrant, AccessLevel, EngagementError};
use events::Event;
use kernel::AccessGrantId;
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Reads a grant to decide on it.
pub(super) async fn lock_grant(tx: &DatabaseTransaction, id: AccessGrantId) -> Result<AccessGrant> {
    let grant = engagements::store::lock_grant(tx, id).await?;
    Ok(grant.ok_or(EngagementError::AccessGrantNotFound(id))?)
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
