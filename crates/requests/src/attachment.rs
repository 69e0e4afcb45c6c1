use kernel::{InputError, MessageId, UploadId, line};

use crate::RequestError;

/// How many files go with one message at most.
pub const ATTACHMENTS_MAX: usize = 10;

/// A file that goes with a message (G-26).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub message_id: MessageId,
    pub file: AttachedFile,
}

/// A file, and how whoever sends it calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    pub upload_id: UploadId,
    pub name: String,
}

impl AttachedFile {
    /// Takes the name as typed: 1 to 100 characters that stand in one line and lead to no folder.
    pub fn new(upload_id: UploadId, typed: &str) -> Result<Self, InputError> {
        let name = line("name", typed, 1..=100)?;
        if name.contains(['/', '\\']) {
            return Err(InputError::new("name", "is the name of a file, without folders"));
        }
        Ok(Self { upload_id, name })
    }

    /// At most [`ATTACHMENTS_MAX`] go with one message, each once.
    pub fn ensure_few(files: &[Self]) -> Result<(), RequestError> {
        let is_twice = |(at, file): (usize, &Self)| files[..at].iter().any(|other| other.upload_id == file.upload_id);
        if files.len() > ATTACHMENTS_MAX || files.iter().enumerate().any(is_twice) {
            return Err(RequestError::TooManyAttachments);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn file(at: usize) -> AttachedFile {
        AttachedFile::new(UploadId::generate(DateTime::UNIX_EPOCH), &format!("plan {at}.pdf")).unwrap()
    }

    #[test]
    fn a_name_is_one_line_and_no_path() {
        let upload = UploadId::generate(DateTime::UNIX_EPOCH);
        assert_eq!(AttachedFile::new(upload, " Plan (3).pdf ").unwrap().name, "Plan (3).pdf");
        for bad in ["", " ", "a\nb.pdf", "../../etc/passwd", "C:\\plan.pdf", &"x".repeat(101)] {
            assert!(AttachedFile::new(upload, bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn ten_files_go_with_a_message_each_once() {
        let ten: Vec<_> = (0..ATTACHMENTS_MAX).map(file).collect();
        assert!(AttachedFile::ensure_few(&ten).is_ok() && AttachedFile::ensure_few(&[]).is_ok());
        assert!(AttachedFile::ensure_few(&[ten.clone(), vec![file(11)]].concat()).is_err());
        assert!(AttachedFile::ensure_few(&[ten[0].clone(), ten[1].clone(), ten[0].clone()]).is_err());
    }
}
