use std::path::Path;

use anyhow::{Context, Result};
use aws_lc_rs::rand;
use tax::BlindIndex;

use crate::key_file::read_or_make;

/// The key's file in the data directory.
const KEY_FILE: &str = "identifier-index.key";

/// The index of identifiers, under the key of the data directory, which is made at the first start and readable by its
/// owner alone. Every process at the front door needs the same one.
pub fn open_blind_index(data_dir: &Path) -> Result<BlindIndex> {
    let key = read_or_make(data_dir, KEY_FILE, || new_key().map(Vec::from));
    let key = key.context("the key of the identifiers cannot be made or read")?;
    let key: &[u8; 32] = key.as_slice().try_into().context("the key of the identifiers is not one of 32 bytes")?;
    Ok(BlindIndex::new(key))
}

/// An index that is forgotten with the process.
pub fn forgotten_blind_index() -> Result<BlindIndex> {
    Ok(BlindIndex::new(&new_key()?))
}

fn new_key() -> Result<[u8; 32]> {
    let mut key = [0; 32];
    rand::fill(&mut key).ok().context("no key can be made")?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use kernel::Country;
    use tax::{Identifier, Purpose};

    use super::*;

    /// Holds G-57: what was barred before a restart is barred after it.
    #[test]
    fn the_key_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let germany: Country = "DE".parse().unwrap();
        let tin = Identifier::tin("70182693953").unwrap();
        let filed = |index: BlindIndex| index.of_tin(Purpose::ReregistrationBar, germany, &tin);
        let made = filed(open_blind_index(directory.path()).unwrap());
        assert_eq!(made, filed(open_blind_index(directory.path()).unwrap()));
        assert_ne!(made, filed(forgotten_blind_index().unwrap()));

        std::fs::write(directory.path().join(KEY_FILE), b"short").unwrap();
        assert!(open_blind_index(directory.path()).is_err());
    }
}
