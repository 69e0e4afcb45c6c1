use std::{io, path::Path};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, TimeDelta, Utc};
use gateway::{AUDIENCE, Claims, ISSUER, SECOND_FACTOR, key_id};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use kernel::EmailAddress;

use crate::key_file::read_or_make;

/// The key's file in the data directory.
const KEY_FILE: &str = "local-issuer.pk8";

/// Signs the tokens of an installation that has no other issuer. Its key is made at the first start and stays
/// in the data directory, readable by its owner alone.
pub struct LocalIssuer {
    key: EncodingKey,
    public_key: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    #[error("the local issuer's key cannot be made or read")]
    Key,
    #[error("the local issuer's key file")]
    File(#[from] io::Error),
    #[error("the token cannot be signed")]
    Signing(#[from] jsonwebtoken::errors::Error),
}

impl LocalIssuer {
    /// Reads the key of the data directory; makes both if they are missing.
    pub fn open(data_dir: &Path) -> Result<Self, IssuerError> {
        Self::of_pkcs8(&read_or_make(data_dir, KEY_FILE, new_pkcs8)?)
    }

    /// An issuer that is forgotten with the process.
    pub fn generate() -> Result<Self, IssuerError> {
        Self::of_pkcs8(&new_pkcs8()?)
    }

    /// The raw Ed25519 key by which the front door checks the tokens.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Signs a token for whoever owns the e-mail address, good for `life` from `at`.
    pub fn sign(
        &self,
        email: &EmailAddress,
        second_factor: bool,
        at: DateTime<Utc>,
        life: TimeDelta,
    ) -> Result<String, IssuerError> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: email.to_string(),
            email: email.to_string(),
            amr: second_factor.then(|| SECOND_FACTOR.to_owned()).into_iter().collect(),
            exp: (at + life).timestamp(),
            nbf: Some(at.timestamp()),
            iat: Some(at.timestamp()),
        };
        let header = Header { kid: Some(key_id(&self.public_key)), ..Header::new(Algorithm::EdDSA) };
        Ok(encode(&header, &claims, &self.key)?)
    }

    fn of_pkcs8(pkcs8: &[u8]) -> Result<Self, IssuerError> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| IssuerError::Key)?;
        Ok(Self { key: EncodingKey::from_ed_der(pkcs8), public_key: pair.public_key().as_ref().to_vec() })
    }
}

fn new_pkcs8() -> Result<Vec<u8>, IssuerError> {
    let pair = Ed25519KeyPair::generate().map_err(|_| IssuerError::Key)?;
    let pkcs8 = pair.to_pkcs8v1().map_err(|_| IssuerError::Key)?;
    Ok(pkcs8.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_key_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let made = LocalIssuer::open(directory.path()).unwrap();
        let read = LocalIssuer::open(directory.path()).unwrap();
        assert_eq!(made.public_key(), read.public_key());
        assert_ne!(made.public_key(), LocalIssuer::generate().unwrap().public_key());
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let directory = tempfile::tempdir().unwrap();
        LocalIssuer::open(directory.path()).unwrap();
        let mode = fs::metadata(directory.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
