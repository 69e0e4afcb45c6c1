use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use files::{Content, FileError, UNUSED_MAX, Upload};
use kernel::{AccountId, Actor, ActorError, MemberId, Right, UploadId};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Error, Marketplace, Result};

/// How many uploads are looked into at once, so that however many come, memory is bounded: a picture unpacked takes a
/// hundred megabytes.
const EXAMINED_AT_ONCE: usize = 2;

/// The turns of those whose uploads are looked into.
#[derive(Clone, Debug)]
pub(crate) struct Examining(Arc<Semaphore>);

impl Default for Examining {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(EXAMINED_AT_ONCE)))
    }
}

impl Marketplace {
    /// Whether the actor may send files at all: members of an account do. Asked before a byte is read.
    pub fn may_upload(&self, actor: Actor) -> Result<()> {
        Ok(uploader(actor).map(drop)?)
    }

    /// A member sends a file. It is looked into, and drawn anew if it is a picture; then it waits for a day to be used,
    /// by whoever sent it alone. It is noted before it is stored, so that what a crash leaves is found and cleared away.
    pub async fn receive_upload(&self, actor: Actor, sent: Bytes) -> Result<Upload> {
        let (account, member) = uploader(actor)?;
        let content = self.examined(sent).await?;
        let size = u32::try_from(content.bytes.len()).map_err(|error| Error::Outside(error.to_string()))?;
        let now = self.clock.now();
        let id = UploadId::generate(now);
        let upload = Upload::receive(id, (account, member), (content.media_type, size), now);

        self.note_upload(&upload, member).await?;
        self.outside.blobs.put(id, content.bytes.into()).await?;
        self.keep_upload(actor, id, now).await
    }

    async fn examined(&self, sent: Bytes) -> Result<Content> {
        let Examining(turns) = &self.examining;
        let turn = turns.clone().acquire_owned().await.map_err(|error| Error::Outside(error.to_string()))?;
        let examined = spawn_blocking(move || {
            let _turn = turn; // Kept until the memory is free again, even if nobody waits for the answer any more.
            Content::read(&sent)
        });
        Ok(examined.await.map_err(|error| Error::Outside(error.to_string()))??)
    }

    async fn note_upload(&self, upload: &Upload, member: MemberId) -> Result<()> {
        let tx = self.db.begin().await?;
        accounts::store::lock_member(&tx, member).await?; // Two that are sent at once are counted one after the other.
        let waiting = files::store::waiting(&tx, member, UNUSED_MAX as u64).await?;
        if let Some(until) = waiting.first().filter(|_| waiting.len() >= UNUSED_MAX) {
            return Err(FileError::TooManyUnused { until: *until }.into());
        }
        files::store::insert(&tx, upload).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn keep_upload(&self, actor: Actor, id: UploadId, now: DateTime<Utc>) -> Result<Upload> {
        let tx = self.db.begin().await?;

        let upload = files::store::lock(&tx, id).await?.ok_or(FileError::NotFound(id))?.stored()?;
        files::store::save(&tx, &upload).await?;
        events::store::record(&tx, &Event::now(EventKind::UploadReceived, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(upload)
    }
}

/// Who sends files acts for an account.
fn uploader(actor: Actor) -> Result<(AccountId, MemberId), ActorError> {
    actor.signed_in()?;
    actor.account().zip(actor.member()).ok_or(ActorError::RightMissing(Right::ManageSeller))
}
