use std::{fmt, sync::Arc};

use async_trait::async_trait;
use sea_orm::DbErr;
use uuid::Uuid;

/// Seals what must not lie in clear for the place where it will lie, and opens it there and nowhere else.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Seals a value under the newest data key that this process knows. The same value never looks the same twice.
    fn seal(&self, place: Place, clear: &[u8]) -> Result<Sealed, VaultError>;

    /// Reads what was sealed for this place. Everything else is an error, and never an empty value.
    async fn open(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError>;
}

/// A column whose values lie sealed. A column `sealed_by` beside it says by which data key, and is null while a value
/// of before still lies there in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    pub table: &'static str,
    pub name: &'static str,
    pub kind: SealedKind,
}

/// What a sealed column holds as far as the database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedKind {
    Text,
    Bytes,
}

/// Where one value lies: a column, and the row by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub column: SealedColumn,
    pub row: Uuid,
}

/// A value that the vault alone can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number of the data key.
    pub key: i64,
    /// In letters and digits of ASCII.
    pub text: String,
}

/// Why a value cannot be sealed or opened. Says where it lies, and never what it is. None of these is anything that
/// whoever asked could mend.
#[derive(Clone, Debug, thiserror::Error)]
pub enum VaultError {
    #[error("this process has no keys to the personal identifiers")]
    Shut,
    #[error("{0} lies in clear: it was written by an older release; start this one again to have it sealed")]
    Clear(Place),
    #[error("{place} is sealed with data key {key}, which is not there")]
    KeyMissing { place: Place, key: i64 },
    #[error("{0} cannot be opened: it was altered, or sealed for another place or with another key")]
    Unreadable(Place),
    #[error("the data keys are wrapped by master key {0}, which is not at hand")]
    MasterMissing(String),
    #[error("data key {0} cannot be unwrapped: it was altered, or the master key is another one than its name says")]
    MasterWrong(i64),
    #[error("the master keys cannot be read: {0}")]
    Masters(String),
    #[error("no random number can be had")]
    NoRandomness,
    #[error(transparent)]
    Store(#[from] DbErr),
}

impl SealedColumn {
    pub const fn new(table: &'static str, name: &'static str, kind: SealedKind) -> Self {
        Self { table, name, kind }
    }

    pub const fn at(self, row: Uuid) -> Place {
        Place { column: self, row }
    }
}

impl Sealed {
    /// What a row holds. `sealed_by` is null where a value of before lies in clear, which nobody reads.
    pub fn stored(place: Place, text: String, sealed_by: Option<i64>) -> Result<Self, VaultError> {
        sealed_by.map(|key| Self { key, text }).ok_or(VaultError::Clear(place))
    }

    /// As [`Self::stored`], for columns of bytes.
    pub fn stored_bytes(place: Place, bytes: Vec<u8>, sealed_by: Option<i64>) -> Result<Self, VaultError> {
        let text = String::from_utf8(bytes).map_err(|_| VaultError::Unreadable(place));
        match sealed_by {
            Some(key) => Ok(Self { key, text: text? }),
            None => Err(VaultError::Clear(place)),
        }
    }
}

impl VaultError {
    /// Whether this is why a store failed.
    pub fn is_cause_of(error: &DbErr) -> bool {
        matches!(error, DbErr::TryIntoErr { source, .. } if source.is::<Self>())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column: SealedColumn { table, name, .. }, row } = self;
        write!(f, "{table}.{name} of {row}")
    }
}

/// Stores fail with it as with any value that cannot be read.
impl From<VaultError> for DbErr {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(error) => error,
            error @ (VaultError::Shut
            | VaultError::Clear(_)
            | VaultError::KeyMissing { .. }
            | VaultError::Unreadable(_)
            | VaultError::MasterMissing(_)
            | VaultError::MasterWrong(_)
            | VaultError::Masters(_)
            | VaultError::NoRandomness) => {
                Self::TryIntoErr { from: "a sealed value", into: "a clear one", source: Arc::new(error) }
            }
        }
    }
}
