use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{FileError, picture};

/// The largest file that is taken.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;

/// What is kept of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub media_type: MediaType,
    pub bytes: Vec<u8>,
}

/// What a kept file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MediaType {
    #[sea_orm(string_value = "image/jpeg")]
    Jpeg,
    #[sea_orm(string_value = "image/png")]
    Png,
    #[sea_orm(string_value = "application/pdf")]
    Pdf,
}

impl Content {
    /// Reads what was sent: a picture is drawn anew, a document kept as it is. Takes a while, and memory within
    /// bounds: call it where others do not wait.
    pub fn read(sent: &[u8]) -> Result<Self, FileError> {
        match infer::get(sent).map(|found| found.mime_type()) {
            Some("image/png") => picture::redraw(image::ImageFormat::Png, sent),
            Some("image/jpeg") => picture::redraw(image::ImageFormat::Jpeg, sent),
            Some("image/gif") => picture::redraw(image::ImageFormat::Gif, sent),
            Some("image/webp") => picture::redraw(image::ImageFormat::WebP, sent),
            Some("application/pdf") => Ok(Self { media_type: MediaType::Pdf, bytes: sent.to_vec() }),
            Some(_) | None => Err(FileError::TypeUnsupported),
        }
    }
}

impl MediaType {
    /// As HTTP names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    pub const fn is_picture(self) -> bool {
        match self {
            Self::Jpeg | Self::Png => true,
            Self::Pdf => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ActiveEnum;

    use super::*;

    #[test]
    fn what_is_no_picture_and_no_pdf_is_refused_whatever_it_is_called() {
        let others: [&[u8]; 5] = [
            b"",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            b"<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>",
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"PK\x03\x04 photo.png",
        ];
        for other in others {
            assert_eq!(Content::read(other), Err(FileError::TypeUnsupported), "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn a_pdf_is_kept_as_it_is() {
        let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
        let kept = Content::read(pdf).unwrap();
        assert_eq!((kept.media_type, kept.bytes.as_slice()), (MediaType::Pdf, pdf.as_slice()));
    }

    #[test]
    fn a_type_is_stored_under_the_name_that_http_gives_it() {
        for media_type in [MediaType::Jpeg, MediaType::Png, MediaType::Pdf] {
            assert_eq!(media_type.to_value(), media_type.name());
        }
    }
}
