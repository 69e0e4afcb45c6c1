use chrono::{DateTime, Utc};
use files::Purpose;
use kernel::{Actor, UploadId};
use sea_orm::DatabaseTransaction;

use crate::{
    Result,
    files::{release, take},
};

/// Documents that were forwarded for a check as uploads are looked at from here on.
pub(super) async fn forward(
    tx: &DatabaseTransaction,
    actor: Actor,
    uploads: impl IntoIterator<Item = UploadId>,
    now: DateTime<Utc>,
) -> Result<()> {
    for upload in uploads {
        take(tx, actor, (upload, Purpose::Evidence), now).await?;
    }
    Ok(())
}

/// Documents are kept no longer than they are looked at (G-07).
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    actor: Actor,
    uploads: impl IntoIterator<Item = UploadId>,
    now: DateTime<Utc>,
) -> Result<()> {
    for upload in uploads {
        release(tx, actor, upload, now).await?;
    }
    Ok(())
}
