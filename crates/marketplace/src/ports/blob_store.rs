use async_trait::async_trait;
use bytes::Bytes;
use kernel::UploadId;

/// Keeps the bytes of uploads. Implemented in `rails`.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Keeps them, whole or not at all, in the place of what may lie there.
    async fn put(&self, id: UploadId, bytes: Bytes) -> Result<(), BlobError>;

    /// What is kept; `None` if nothing is.
    async fn get(&self, id: UploadId) -> Result<Option<Bytes>, BlobError>;

    /// Takes them away. That nothing is there is no error.
    async fn delete(&self, id: UploadId) -> Result<(), BlobError>;
}

/// The store cannot be reached, or fails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store of uploads failed: {0}")]
pub struct BlobError(pub String);
