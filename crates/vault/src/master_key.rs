use std::{
    fmt::{self, Write},
    io,
};

use aws_lc_rs::hmac;
use kernel::VaultError;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, KeyBytes, random_key};

/// What a master key is named by is a digest of this text under it.
const NAMED_BY: &[u8] = b"the name of a master key of Guildhall";
/// How many bytes of the digest make the name: enough that no two ever share it.
const NAME_BYTES: usize = 8;

/// A key that wraps data keys. It is kept outside of the database.
pub struct MasterKey {
    bytes: KeyBytes,
    /// Tells master keys apart, and nothing of the key.
    name: String,
}

/// Where the master keys are kept: a world outside of the database.
pub trait MasterKeys: Send + Sync {
    /// Those at hand, in no order.
    fn read(&self) -> io::Result<Vec<MasterKey>>;
}

impl MasterKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        let digest = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes), NAMED_BY);
        let name = digest.as_ref().iter().take(NAME_BYTES).fold(String::new(), |mut name, byte| {
            write!(name, "{byte:02x}").expect("a text takes what is written to it");
            name
        });
        Self { bytes: Zeroizing::new(bytes), name }
    }

    pub fn generate() -> Result<Self, VaultError> {
        random_key().map(|bytes| Self::new(*bytes)).ok_or(VaultError::NoRandomness)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// To be kept where the database is not.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) fn wrap(&self, number: i64, data_key: &KeyBytes) -> Result<String, VaultError> {
        let wrapped = Cipher::new(&self.bytes).seal(&bound_to(number), data_key.as_slice());
        wrapped.ok_or(VaultError::NoRandomness)
    }

    pub(crate) fn unwrap(&self, number: i64, wrapped: &str) -> Result<KeyBytes, VaultError> {
        let opened = Cipher::new(&self.bytes).open(&bound_to(number), wrapped).map(Zeroizing::new);
        let bytes = opened.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes.map(Zeroizing::new).ok_or(VaultError::MasterWrong(number))
    }
}

/// A wrapped key is no other key's.
fn bound_to(number: i64) -> String {
    format!("data_key|{number}")
}

/// Never the key.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_key_is_unwrapped_by_the_key_that_wrapped_it_and_is_no_other() {
        let (one, other) = (MasterKey::new([1; 32]), MasterKey::new([2; 32]));
        let data_key = random_key().unwrap();
        let wrapped = one.wrap(1, &data_key).unwrap();
        assert_eq!(one.unwrap(1, &wrapped).unwrap(), data_key);
        assert!(matches!(other.unwrap(1, &wrapped), Err(VaultError::MasterWrong(1))));
        assert!(matches!(one.unwrap(2, &wrapped), Err(VaultError::MasterWrong(2))));
    }

    #[test]
    fn a_master_key_has_a_name_of_its_own_and_is_never_shown() {
        let (one, other) = (MasterKey::new([1; 32]), MasterKey::new([2; 32]));
        assert_eq!(one.name(), MasterKey::new([1; 32]).name());
        assert_ne!(one.name(), other.name());
        assert_eq!(format!("{one:?}"), format!("MasterKey({})", one.name()));
    }
}
