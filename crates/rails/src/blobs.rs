use std::{path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use kernel::UploadId;
use marketplace::{BlobError, BlobStore};
use object_store::{
    Error, ObjectStore, ObjectStoreExt, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory,
    path::Path as Key, prefix::PrefixStore,
};

/// How often and how long a bucket is asked again, while somebody waits for an answer.
const TRIES_MAX: usize = 3;
const PATIENCE: Duration = Duration::from_secs(5);

/// Uploads, in a folder, in a bucket of anything that speaks S3, or in memory.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<dyn ObjectStore>);

/// The store that was asked for cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("the store of uploads cannot be opened")]
pub struct BlobsUnusable(#[from] Error);

impl Blobs {
    /// In a folder, which is made with the first upload.
    pub fn in_folder(folder: &Path) -> Result<Self, BlobsUnusable> {
        let folder =
            std::path::absolute(folder).map_err(|error| Error::Generic { store: "folder", source: error.into() })?;
        let place = Key::from_absolute_path(folder).map_err(Error::from)?;
        Ok(Self(Arc::new(PrefixStore::new(LocalFileSystem::new().with_fsync(true), place))))
    }

    /// In a bucket, as `s3://bucket/prefix` says. `settings` are those of the AWS tools, by name: where it is, and who
    /// asks (`AWS_REGION`, `AWS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, …).
    pub fn in_s3(url: &str, settings: impl IntoIterator<Item = (String, String)>) -> Result<Self, BlobsUnusable> {
        let retry = RetryConfig { max_retries: TRIES_MAX, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let mut s3 = AmazonS3Builder::new().with_url(url).with_retry(retry);
        for (name, value) in settings {
            // The environment also holds what is no setting of the store.
            if let Ok(setting) = name.to_ascii_lowercase().parse() {
                s3 = s3.with_config(setting, value);
            }
        }
        let prefix = url.trim_start_matches("s3://").split_once('/').map(|(_, prefix)| prefix).unwrap_or_default();
        Ok(Self(Arc::new(PrefixStore::new(s3.build()?, prefix))))
    }

    /// In memory: forgotten with the process.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }
}

#[async_trait::async_trait]
impl BlobStore for Blobs {
    async fn put(&self, id: UploadId, bytes: Bytes) -> Result<(), BlobError> {
        self.0.put(&key(id), bytes.into()).await.map(drop).map_err(|error| failed(&error))
    }

    async fn get(&self, id: UploadId) -> Result<Option<Bytes>, BlobError> {
        match self.0.get(&key(id)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(|error| failed(&error)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn delete(&self, id: UploadId) -> Result<(), BlobError> {
        match self.0.delete(&key(id)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn key(id: UploadId) -> Key {
    Key::from(id.to_string())
}

fn failed(error: &Error) -> BlobError {
    BlobError(error.to_string())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    async fn keeps_what_it_is_given(blobs: &Blobs) {
        let (id, other) = (UploadId::generate(DateTime::UNIX_EPOCH), UploadId::generate(DateTime::UNIX_EPOCH));
        assert_eq!(blobs.get(id).await, Ok(None));
        blobs.put(id, Bytes::from_static(b"first")).await.unwrap();
        blobs.put(id, Bytes::from_static(b"second")).await.unwrap();
        assert_eq!(blobs.get(id).await, Ok(Some(Bytes::from_static(b"second"))));
        assert_eq!(blobs.get(other).await, Ok(None));
        blobs.delete(id).await.unwrap();
        assert_eq!(blobs.get(id).await, Ok(None));
        blobs.delete(id).await.expect("what is gone is gone");
    }

    #[tokio::test]
    async fn memory_keeps_what_it_is_given() {
        keeps_what_it_is_given(&Blobs::in_memory()).await;
    }

    #[tokio::test]
    async fn a_folder_keeps_what_it_is_given_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("made/on/the/way");
        keeps_what_it_is_given(&Blobs::in_folder(&inside).unwrap()).await;

        let id = UploadId::generate(DateTime::UNIX_EPOCH);
        Blobs::in_folder(&inside).unwrap().put(id, Bytes::from_static(b"kept")).await.unwrap();
        assert_eq!(Blobs::in_folder(&inside).unwrap().get(id).await, Ok(Some(Bytes::from_static(b"kept"))));
    }

    #[test]
    fn a_bucket_needs_its_name() {
        assert!(Blobs::in_s3("https://example.org/", []).is_err());
        assert!(Blobs::in_s3("s3://bucket/uploads", [("AWS_REGION".to_owned(), "eu-north-1".to_owned())]).is_ok());
    }
}
