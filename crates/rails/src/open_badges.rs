//! Open Badges 3.0 credentials secured as compact JWS (VC-JWT), alone or baked into a PNG or an SVG.
//!
//! Nothing here decides whether a credential counts; it says what a credential says, and whether its issuer signed it.

mod document;
mod keys;
mod status_bits;
mod svg;
mod token;
mod unbake;

use experts::{Credential, CredentialError, StatusList};
use kernel::InputError;
use marketplace::CredentialVerifier;

/// Verifies Open Badges by the issuers' keys alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenBadges;

impl CredentialVerifier for OpenBadges {
    fn unbake(&self, upload: &[u8]) -> Result<String, CredentialError> {
        unbake::token_in(upload)
    }

    fn issuer_of(&self, token: &str) -> Result<String, CredentialError> {
        document::issuer_of(&token::unverified(token)?)
    }

    fn verify(&self, token: &str, keys: &str) -> Result<Credential, CredentialError> {
        document::credential(&token::verified(token, &keys::read(keys))?)
    }

    fn verify_status_list(&self, document: &[u8], keys: &str) -> Result<StatusList, CredentialError> {
        let token = std::str::from_utf8(document).map_err(|_| CredentialError::Unreadable("the list is no text"))?;
        let list = document::status_list(&token::verified(token.trim(), &keys::read(keys))?)?;
        status_bits::set(&list.encoded, &[])?; // All of it can be read, and it is not too large.
        Ok(list)
    }

    fn set_bits(&self, encoded: &str, indices: &[u64]) -> Result<Vec<u64>, CredentialError> {
        status_bits::set(encoded, indices)
    }

    fn keys(&self, typed: &str) -> Result<String, InputError> {
        keys::checked(typed)
    }

    fn key_names(&self, keys: &str) -> Vec<String> {
        keys::read(keys).iter().map(keys::name).collect()
    }
}

#[cfg(test)]
mod tests;
