use chrono::{DateTime, TimeDelta, Utc};
use kernel::VaultError;

use crate::{
    MasterKey,
    cipher::{KeyBytes, random_key},
};

/// For how long a data key stays after a newer one was made, although nothing may be sealed with it: a process seals
/// with the newest key that it knows, and every process looks for newer ones more often than this.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// A key that seals values, as the table keeps it: wrapped. The one with the greatest number seals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataKey {
    pub number: i64,
    /// The name of the master key that it is wrapped by.
    pub master: String,
    pub wrapped: String,
    pub created_at: DateTime<Utc>,
    /// When everything that older keys had sealed was sealed with it; `None` until then.
    pub spread_at: Option<DateTime<Utc>>,
}

/// What becomes of a data key that a newer one replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropping {
    Now,
    /// A process may still seal with it.
    NotBefore(DateTime<Utc>),
}

impl DataKey {
    /// The first one of a database: nothing was sealed before it.
    pub fn first(master: &MasterKey, at: DateTime<Utc>) -> Result<Self, VaultError> {
        Ok(Self { spread_at: Some(at), ..Self::make(1, master, at)? })
    }

    /// The next one, for values that are sealed from now on. The same master key wraps it.
    pub fn following(newest: &Self, masters: &[MasterKey], at: DateTime<Utc>) -> Result<Self, VaultError> {
        let number = newest.number.saturating_add(1); // The last number there is would be refused by the table.
        Self::make(number, newest.master_among(masters)?, at)
    }

    fn make(number: i64, master: &MasterKey, at: DateTime<Utc>) -> Result<Self, VaultError> {
        let bytes = random_key().ok_or(VaultError::NoRandomness)?;
        let (wrapped, master) = (master.wrap(number, &bytes)?, master.name().to_owned());
        Ok(Self { number, master, wrapped, created_at: at, spread_at: None })
    }

    /// The same key, wrapped by another master key.
    pub fn rewrapped(self, masters: &[MasterKey], by: &MasterKey) -> Result<Self, VaultError> {
        let (wrapped, master) = (by.wrap(self.number, &self.unwrapped(masters)?)?, by.name().to_owned());
        Ok(Self { master, wrapped, ..self })
    }

    /// When the key may be dropped that this one replaced.
    pub fn drops_older(&self, now: DateTime<Utc>) -> Dropping {
        let earliest = self.created_at + KEPT;
        if earliest <= now { Dropping::Now } else { Dropping::NotBefore(earliest) }
    }

    pub(crate) fn unwrapped(&self, masters: &[MasterKey]) -> Result<KeyBytes, VaultError> {
        self.master_among(masters)?.unwrap(self.number, &self.wrapped)
    }

    fn master_among<'a>(&self, masters: &'a [MasterKey]) -> Result<&'a MasterKey, VaultError> {
        let master = masters.iter().find(|master| master.name() == self.master);
        master.ok_or_else(|| VaultError::MasterMissing(self.master.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn a_key_is_the_same_under_another_master_key() {
        let (old, new) = (MasterKey::new([1; 32]), MasterKey::new([2; 32]));
        let made = DataKey::make(1, &old, START).unwrap();
        let bytes = made.unwrapped(&[old]).unwrap();
        let (old, stranger) = (MasterKey::new([1; 32]), MasterKey::new([3; 32]));
        let again = made.rewrapped(&[old], &new).unwrap();
        assert_eq!(again.unwrapped(&[stranger, new]).unwrap(), bytes);
        assert!(matches!(again.unwrapped(&[]), Err(VaultError::MasterMissing(name)) if name == again.master));
    }

    #[test]
    fn a_replaced_key_stays_until_every_process_has_seen_the_new_one() {
        let made = DataKey::make(2, &MasterKey::new([1; 32]), START).unwrap();
        assert_eq!(made.drops_older(START), Dropping::NotBefore(START + KEPT));
        assert_eq!(made.drops_older(START + KEPT), Dropping::Now);
    }
}
