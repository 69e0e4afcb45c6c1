//! Keeps personal identifiers sealed where they are stored: an envelope of keys.
//!
//! ```text
//! master key   in the data directory, never in the database; wraps the data keys
//! data key     random; wrapped in the table `data_key`, in clear only in the memory of a process
//! value        sealed with a data key, bound to its table, column and row
//! ```
//! The data key with the greatest number seals; the ones before it open what they sealed until that is sealed anew,
//! and are dropped when nothing is left of it. A foreign key keeps a data key for as long as a row needs it.
//!
//! Invariant: a value opens in the place that it was sealed for, with the key that it names, and nowhere else.

mod cipher;
mod data_key;
mod entity;
mod keyring;
mod master_key;
mod resealing;
pub mod store;

pub use data_key::{DataKey, Dropping};
pub use keyring::Keyring;
pub use master_key::{MasterKey, MasterKeys};
pub use resealing::Resealed;
