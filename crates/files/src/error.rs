use chrono::{DateTime, Utc};
use kernel::UploadId;

/// Why files refuse. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("upload {0} does not exist")]
    NotFound(UploadId),
    #[error("upload {0} is used for something else already")]
    InUse(UploadId),
    #[error("this is no PNG, JPEG, GIF, WebP or PDF")]
    TypeUnsupported,
    #[error("upload {0} is not of a kind that can be used for this")]
    TypeUnsuitable(UploadId),
    #[error("the picture is larger than {pixels} pixels, or than {side} on a side", pixels = crate::PIXELS_MAX, side = crate::SIDE_MAX)]
    PictureTooLarge,
    #[error("the picture cannot be read")]
    PictureUnreadable,
    #[error("{max} uploads wait to be used already; the first is forgotten at {until}", max = crate::UNUSED_MAX)]
    TooManyUnused { until: DateTime<Utc> },
}
