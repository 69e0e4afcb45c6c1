use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use async_trait::async_trait;
use kernel::{Place, Sealed, SealedColumn, Vault, VaultError};
use sea_orm::DatabaseConnection;

use crate::{MasterKey, MasterKeys, cipher::Cipher, store};

/// The data keys of a database in the memory of a process: read once, and again when a value names one that is newer.
/// Clones share them.
#[derive(Clone)]
pub struct Keyring(Option<Arc<Ring>>);

struct Ring {
    db: DatabaseConnection,
    masters: Arc<dyn MasterKeys>,
    known: RwLock<Arc<Ciphers>>,
}

/// By number; the greatest seals.
type Ciphers = BTreeMap<i64, Arc<Cipher>>;

impl Keyring {
    /// One that neither seals nor opens: for processes that have no business with identifiers.
    pub const fn shut() -> Self {
        Self(None)
    }

    /// Reads every data key of the database, through connections that may read it at any time. Fails if a master key
    /// is missing or another one; a database without keys has a ring without keys.
    pub async fn open(db: DatabaseConnection, masters: Arc<dyn MasterKeys>) -> Result<Self, VaultError> {
        let ring = Self(Some(Arc::new(Ring { db, masters, known: RwLock::default() })));
        ring.look_again().await?;
        Ok(ring)
    }

    /// Reads the keys that were made since. A key that is known stays known, whatever wraps it now.
    pub async fn look_again(&self) -> Result<(), VaultError> {
        let ring = self.ring()?;
        let (kept, known_before) = (store::all(&ring.db).await?, ring.known());
        let mut masters = None;
        let mut ciphers = Ciphers::new();
        for key in kept {
            let cipher = if let Some(cipher) = known_before.get(&key.number) {
                cipher.clone()
            } else {
                if masters.is_none() {
                    masters = Some(self.masters()?);
                }
                Arc::new(Cipher::new(&key.unwrapped(masters.as_deref().unwrap_or_default())?))
            };
            ciphers.insert(key.number, cipher);
        }
        let mut known = ring.known.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever looked later may have been faster.
        if known.last_key_value().map(|(number, _)| number) <= ciphers.last_key_value().map(|(number, _)| number) {
            *known = Arc::new(ciphers);
        }
        drop(known);
        Ok(())
    }

    /// The number of the key that seals; `None` in a database without keys.
    pub fn newest(&self) -> Option<i64> {
        self.0.as_ref().and_then(|ring| ring.known().last_key_value().map(|(number, _)| *number))
    }

    /// The master keys at hand.
    pub fn masters(&self) -> Result<Vec<MasterKey>, VaultError> {
        self.ring()?.masters.read().map_err(|error| VaultError::Masters(error.to_string()))
    }

    fn ring(&self) -> Result<&Ring, VaultError> {
        self.0.as_deref().ok_or(VaultError::Shut)
    }

    async fn cipher(&self, place: Place, key: i64) -> Result<Arc<Cipher>, VaultError> {
        let ring = self.ring()?;
        if let Some(cipher) = ring.known().get(&key) {
            return Ok(cipher.clone());
        }
        self.look_again().await?; // Another process made it.
        ring.known().get(&key).cloned().ok_or(VaultError::KeyMissing { place, key })
    }
}

impl Ring {
    fn known(&self) -> Arc<Ciphers> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Vault for Keyring {
    fn seal(&self, place: Place, clear: &[u8]) -> Result<Sealed, VaultError> {
        let known = self.ring()?.known();
        let (key, cipher) = known.last_key_value().ok_or(VaultError::Shut)?;
        let text = cipher.seal(&bound_to(place, *key), clear).ok_or(VaultError::NoRandomness)?;
        Ok(Sealed { key: *key, text })
    }

    async fn open(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let cipher = self.cipher(place, sealed.key).await?;
        cipher.open(&bound_to(place, sealed.key), &sealed.text).ok_or(VaultError::Unreadable(place))
    }
}

/// What a value is sealed for. The names of tables and columns have no bars in them.
fn bound_to(Place { column: SealedColumn { table, name, .. }, row }: Place, key: i64) -> String {
    format!("{table}|{name}|{row}|{key}")
}

/// Never a key.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

#[cfg(test)]
mod tests {
    use kernel::SealedKind;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const NUMBER: SealedColumn = SealedColumn::new("payout_method", "account_number", SealedKind::Text);

    fn place(table: &'static str, name: &'static str, row: u128) -> Place {
        SealedColumn::new(table, name, SealedKind::Text).at(Uuid::from_u128(row))
    }

    proptest! {
        /// Another table, another column, another row, another key: each is bound by itself.
        #[test]
        fn no_two_places_are_bound_alike(row: u128, other: u128, key: i64, other_key: i64) {
            let here = bound_to(NUMBER.at(Uuid::from_u128(row)), key);
            prop_assert_ne!(&here, &bound_to(place("payout_methods", "account_number", row), key));
            prop_assert_ne!(&here, &bound_to(place("payout_method", "holder", row), key));
            prop_assert_eq!(row == other, here == bound_to(NUMBER.at(Uuid::from_u128(other)), key));
            prop_assert_eq!(key == other_key, here == bound_to(NUMBER.at(Uuid::from_u128(row)), other_key));
        }
    }

    #[test]
    fn a_ring_that_is_shut_seals_nothing() {
        let sealed = Keyring::shut().seal(place("dac7_form", "answers", 1), b"clear");
        assert!(matches!(sealed, Err(VaultError::Shut)));
    }
}
