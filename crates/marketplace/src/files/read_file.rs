use bytes::Bytes;
use files::{FileError, MediaType, Purpose, Upload, UploadState};
use kernel::{Actor, Right, UploadId};

use crate::{Error, Marketplace, Result};

/// A file as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    pub id: UploadId,
    pub media_type: MediaType,
    pub audience: Audience,
    pub bytes: Bytes,
}

/// Who sees a file at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everybody,
    /// Its account and staff who review it, or who takes part where it was sent.
    Few,
}

impl Marketplace {
    /// The bytes of a file, for whoever may see what it is used for. To others it does not exist.
    pub async fn read_file(&self, actor: Actor, id: UploadId) -> Result<ReadFile> {
        let not_found = FileError::NotFound(id);
        let upload = files::store::find(self.db.reader(), id).await?.ok_or(not_found.clone())?;
        let audience = self.audience_for(actor, &upload).await?.ok_or(not_found)?;
        let bytes = self.outside.blobs.get(id).await?;
        let bytes = bytes.ok_or_else(|| Error::Outside(format!("{id} is noted as stored and is not there")))?;
        Ok(ReadFile { id, media_type: upload.media_type, audience, bytes })
    }

    /// Among whom the actor sees the file; `None`: they do not.
    async fn audience_for(&self, actor: Actor, upload: &Upload) -> Result<Option<Audience>> {
        let (is_own, insider) = (upload.is_of(actor), actor.acts_for(upload.account_id) || reviews(actor));
        let (public, few) = match upload.state {
            UploadState::Receiving { .. } | UploadState::Discarded { .. } => (false, false),
            UploadState::Unused { .. } => (false, is_own),
            UploadState::Used { purpose: Purpose::Evidence, .. } => (false, sees_evidence(actor, upload)),
            UploadState::Used { purpose: Purpose::Attachment, .. } => {
                (false, self.reads_beside(actor, upload.id).await?)
            }
            UploadState::Used { purpose: Purpose::ProfilePhoto, .. } => {
                (experts::store::is_photo_of_active(self.db.reader(), upload.id).await?, insider)
            }
            UploadState::Used { purpose: Purpose::CompanyLogo, .. } => {
                (experts::store::has_active_registration(self.db.reader(), upload.account_id).await?, insider)
            }
        };
        Ok(if public { Some(Audience::Everybody) } else { few.then_some(Audience::Few) })
    }

    /// Whoever reads a message reads what goes with it (G-26).
    async fn reads_beside(&self, actor: Actor, upload: UploadId) -> Result<bool> {
        let conversation = requests::store::conversation_of_attachment(self.db.reader(), upload).await?;
        let Some(id) = conversation else { return Ok(false) };
        let parts = self.own_parts(actor, &[id]).await?;
        Ok(Self::reads_words(actor, id, parts.get(&id)).is_ok())
    }
}

fn reviews(actor: Actor) -> bool {
    actor.is_staff() && actor.may(Right::ReviewRegistrations).is_ok()
}

/// Who somebody is before the law concerns the members who file it, and the staff who check it (G-07).
fn sees_evidence(actor: Actor, upload: &Upload) -> bool {
    let files_it = actor.acts_for(upload.account_id) && actor.may(Right::ManageSeller).is_ok();
    files_it || reviews(actor)
}
