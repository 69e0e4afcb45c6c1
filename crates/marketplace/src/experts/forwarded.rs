use chrono::{DateTime, Utc};
use files::Purpose;
use kernel::{Actor, UploadId};
use sea_orm::DatabaseTransaction;

use crate::{
    Result,
    files::{release, take},
};

/// A document that was forwarded for a check as an upload is looked at from here on.
pub(super) async fn forward(
    tx: &DatabaseTransaction,
    actor: Actor,
    upload: Option<UploadId>,
    now: DateTime<Utc>,
) -> Result<()> {
    match upload {
        Some(upload) => take(tx, actor, (upload, Purpose::Evidence), now).await,
        None => Ok(()),
    }
}

/// A document is kept no longer than it is looked at (G-07).
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    actor: Actor,
    upload: Option<UploadId>,
    now: DateTime<Utc>,
) -> Result<()> {
    match upload {
        Some(upload) => release(tx, actor, upload, now).await,
        None => Ok(()),
    }
}
