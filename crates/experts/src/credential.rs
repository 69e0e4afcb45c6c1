use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{CredentialIssuerId, EmailAddress};
use sea_orm::{DeriveActiveEnum, EnumIter};
use sha2::{Digest, Sha256};

use crate::{Certificate, CredentialIssuer, ExpertError, certification::counted};

/// What a credential says whose signature was checked: an Open Badges 3.0 credential, as far as we ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its own id, by which it is linked to one profile (G-03).
    pub id: String,
    /// A URL or a DID.
    pub issuer: String,
    /// What was achieved, by its id.
    pub achievement: String,
    /// To whom it was issued: any of these.
    pub recipients: Vec<Recipient>,
    pub valid_from: DateTime<Utc>,
    /// From when on it is no longer valid.
    pub valid_until: Option<DateTime<Utc>>,
    /// Where the issuer says whether it still stands by it.
    pub statuses: Vec<StatusEntry>,
}

/// How a credential names its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    Email(String),
    /// The SHA-256 of the address with the salt behind it, in lower-case hexadecimal.
    HashedEmail {
        sha256: String,
        salt: String,
    },
}

/// One bit of a list that the issuer publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    pub list_url: String,
    pub index: u64,
    pub purpose: StatusPurpose,
}

/// What a set bit means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StatusPurpose {
    /// For good.
    Revocation,
    /// For the time being: the credential may be submitted again when it is lifted.
    Suspension,
}

/// A list of the issuer's, whose signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    pub issuer: String,
    pub purposes: Vec<StatusPurpose>,
    /// The bits as signed: compressed, in base64.
    pub encoded: String,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
    /// How long the issuer lets it be kept, in milliseconds.
    pub ttl_millis: Option<i64>,
}

/// Where a certification comes from, if from a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialProof {
    pub credential_issuer_id: CredentialIssuerId,
    pub issuer_name: String,
    pub achievement: String,
    pub verified_at: DateTime<Utc>,
    /// Until when the issuer's word that it stands by the credential is fresh; `None` where it publishes none.
    pub status_fresh_until: Option<DateTime<Utc>>,
}

/// Why a credential is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    #[error("this is no credential that can be read: {0}")]
    Unreadable(&'static str),
    #[error("the credential is larger than {max} bytes, in the image or once taken out of it")]
    TooLarge { max: usize },
    #[error("the image is not taken: it holds {0}")]
    ImageUnsafe(&'static str),
    #[error("the signature must be RS256, ES256 or EdDSA, by a key of the issuer's for just that")]
    AlgorithmRefused,
    #[error("credentials of {0} are not accepted here")]
    IssuerNotTrusted(String),
    #[error("the credential is signed by a key that is none of the issuer's")]
    KeyUnknown,
    #[error("the signature does not fit what the credential says")]
    SignatureInvalid,
    #[error("the credential was issued to another e-mail address than yours")]
    RecipientDiffers,
    #[error("the credential is valid from {0} on")]
    NotYetValid(DateTime<Utc>),
    #[error("the achievement {0} counts for nothing here")]
    AchievementUnknown(String),
    #[error("the issuer {0} the credential")]
    Revoked(StatusPurpose),
    #[error("whether the issuer still stands by the credential cannot be told: {0}")]
    StatusUnknown(String),
    #[error("the issuer's list cannot be had, and what was had of it was good until {fresh_until}")]
    StatusStale { fresh_until: DateTime<Utc> },
    #[error("credential issuer {0} does not exist")]
    IssuerNotFound(CredentialIssuerId),
    #[error("credential issuer {0} is not trusted any more")]
    IssuerNotInState(CredentialIssuerId),
}

impl Credential {
    /// What it certifies to the person with this address, if the issuer is trusted with it (G-02, IQ-16). Whether the
    /// issuer has revoked it is asked elsewhere.
    pub fn judged(
        &self,
        issuer: &CredentialIssuer,
        email: &EmailAddress,
        at: DateTime<Utc>,
    ) -> Result<Certificate, ExpertError> {
        let level = issuer.level_of(&self.achievement)?;
        if !self.recipients.iter().any(|recipient| recipient.is(email)) {
            return Err(CredentialError::RecipientDiffers.into());
        }
        if at < self.valid_from {
            return Err(CredentialError::NotYetValid(self.valid_from).into());
        }
        counted(Certificate { level, issued_on: self.valid_from.date_naive(), expires_at: self.valid_until }, at)
    }
}

impl Recipient {
    fn is(&self, email: &EmailAddress) -> bool {
        match self {
            Self::Email(address) => address.parse().is_ok_and(|address: EmailAddress| address == *email),
            Self::HashedEmail { sha256, salt } => {
                let hash = Sha256::new().chain_update(email.as_str()).chain_update(salt).finalize();
                format!("{hash:x}") == *sha256
            }
        }
    }
}

impl StatusList {
    /// Whether it speaks for the issuer, now.
    pub fn speaks(&self, issuer: &CredentialIssuer, at: DateTime<Utc>) -> Result<(), CredentialError> {
        let unknown = |why: String| Err(CredentialError::StatusUnknown(why));
        if self.issuer != issuer.issuer {
            return unknown("the list is of another issuer".to_owned());
        }
        if let Some(from) = self.valid_from.filter(|from| at < *from) {
            return unknown(format!("the list is valid from {from} on"));
        }
        if let Some(until) = self.valid_until.filter(|until| *until <= at) {
            return unknown(format!("the list was valid until {until}"));
        }
        Ok(())
    }
}

impl fmt::Display for StatusPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Revocation => "revoked",
            Self::Suspension => "suspended",
        })
    }
}

#[cfg(test)]
mod tests;
