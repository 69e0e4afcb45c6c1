use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use files::{FileError, Purpose};
use kernel::{Actor, UploadId};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Takes an upload of the actor's own into use.
pub(crate) async fn take(
    tx: &DatabaseTransaction,
    actor: Actor,
    (id, purpose): (UploadId, Purpose),
    now: DateTime<Utc>,
) -> Result<()> {
    let upload = files::store::lock(tx, id).await?.ok_or(FileError::NotFound(id))?;
    let upload = upload.take(actor, purpose, now)?;
    files::store::save(tx, &upload).await?;
    Ok(events::store::record(tx, &Event::now(EventKind::UploadUsed, actor, &id, now)).await?)
}

/// What used an upload does so no longer: it waits again, and if nobody uses it, goes.
pub(crate) async fn release(tx: &DatabaseTransaction, actor: Actor, id: UploadId, now: DateTime<Utc>) -> Result<()> {
    let upload = files::store::lock(tx, id).await?.ok_or(FileError::NotFound(id))?;
    files::store::save(tx, &upload.release(now)).await?;
    Ok(events::store::record(tx, &Event::now(EventKind::UploadReleased, actor, &id, now)).await?)
}
