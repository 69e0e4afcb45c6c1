use async_trait::async_trait;
use experts::Finding;

/// Knows who holds which certification.
#[async_trait]
pub trait CertificationRegistry: Send + Sync {
    /// What the registry says of a certification. That it knows none is an answer, and no error.
    async fn look_up(&self, issuer: &str, external_id: &str) -> Result<RegistryAnswer, RegistryError>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryAnswer {
    /// There is one, and this is its holder.
    Found {
        holder_name: String,
        finding: Finding,
    },
    Unknown,
}

/// The registry did not answer; it is asked again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certification registry did not answer: {0}")]
pub struct RegistryError(pub String);
