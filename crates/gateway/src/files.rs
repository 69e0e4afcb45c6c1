//! Files as the schema shows them; their bytes go over HTTP, see `http/files.rs`.

use ::files::{FileError, Upload};
use async_graphql::{Context, ID, Object};
use kernel::UploadId;

use crate::{
    loaders::{load_kept, loader},
    user_error::{Refusal, UserErrorCode as Code},
};

loader!(UploadId => Upload, ::files::store::find_many);

pub struct File(pub Upload);

/// A picture or a document that somebody sent by `POST /uploads`.
#[Object]
impl File {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where it is handed out, below the address of this API: "/files/upl_…". To whom depends on what it is used for.
    async fn path(&self) -> String {
        format!("/files/{}", self.0.id)
    }

    /// What it is: `image/jpeg`, `image/png` or `application/pdf`.
    async fn media_type(&self) -> &str {
        self.0.media_type.name()
    }

    /// How many bytes it has.
    async fn size(&self) -> u32 {
        self.0.size
    }
}

/// The file that something seen refers to.
pub async fn file(ctx: &Context<'_>, id: UploadId) -> async_graphql::Result<File> {
    load_kept(ctx, id).await.map(File)
}

/// Why a file refused: code, remedy, field, rule.
pub fn refusal(error: &FileError) -> Refusal {
    match error {
        FileError::NotFound(_) => Refusal::new(Code::UploadNotFound).remedy("Upload it again."),
        FileError::InUse(_) => Refusal::new(Code::UploadNotInState).remedy("Upload it again."),
        FileError::TypeUnsupported => {
            Refusal::new(Code::UploadTypeUnsupported).remedy("Send a PNG, JPEG, GIF, WebP or PDF.")
        }
        FileError::TypeUnsuitable(_) => {
            Refusal::new(Code::UploadTypeUnsupported).remedy("Upload a PNG, JPEG, GIF or WebP.")
        }
        FileError::PictureTooLarge => Refusal::new(Code::PictureTooLarge).remedy("Send a smaller picture."),
        FileError::PictureUnreadable => {
            Refusal::new(Code::PictureUnreadable).remedy("Save the picture anew, and send it again.")
        }
        FileError::TooManyUnused { .. } => Refusal::new(Code::RateLimited)
            .remedy("Use what you uploaded, or wait until the instant that the message names."),
    }
}
