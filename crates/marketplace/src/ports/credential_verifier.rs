use async_trait::async_trait;
use experts::{Credential, CredentialError, StatusList};
use kernel::InputError;

/// Reads credentials and what belongs to them: a pure function of bytes and keys, with no network and no clock.
pub trait CredentialVerifier: Send + Sync {
    /// Takes the signed credential out of what somebody uploaded: the token itself, or an image with one in it.
    fn unbake(&self, upload: &[u8]) -> Result<String, CredentialError>;

    /// Who the token says has signed it. Nothing of it is checked yet.
    fn issuer_of(&self, token: &str) -> Result<String, CredentialError>;

    /// The credential, if a key of the issuer's signed it.
    fn verify(&self, token: &str, keys: &str) -> Result<Credential, CredentialError>;

    /// The status list, if a key of the issuer's signed it and its bits can be read.
    fn verify_status_list(&self, document: &[u8], keys: &str) -> Result<StatusList, CredentialError>;

    /// Which of the bits of a list are set, in order.
    fn set_bits(&self, encoded: &str, indices: &[u64]) -> Result<Vec<u64>, CredentialError>;

    /// A JWK set as it is kept: public keys alone, each for an algorithm that is taken.
    fn keys(&self, typed: &str) -> Result<String, InputError>;

    /// How people tell the keys of a set apart: their ids, or their thumbprints.
    fn key_names(&self, keys: &str) -> Vec<String>;
}

/// Where the issuers publish their lists.
#[async_trait]
pub trait StatusListSource: Send + Sync {
    /// What lies at an address, if it is not too large.
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, StatusListError>;
}

/// The list cannot be had; it is asked for again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the status list cannot be had: {0}")]
pub struct StatusListError(pub String);
