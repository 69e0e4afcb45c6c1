use std::{path::Path, sync::Arc};

use anyhow::{Context, Result};
use marketplace::AccessBroker;
use rails::SignedAccess;

use crate::key_file::read_or_make;

/// The key's file in the data directory.
const KEY_FILE: &str = "access-broker.pk8";

/// The broker that lets experts into customers' accounts. Its key is made at the first start and stays in the data
/// directory, readable by its owner alone. Every process at the front door needs the same one.
pub fn open_access_broker(data_dir: &Path) -> Result<Arc<dyn AccessBroker>> {
    let key = read_or_make(data_dir, KEY_FILE, || SignedAccess::new_key().map_err(anyhow::Error::from));
    let key = key.context("the access broker's key cannot be made or read")?;
    let broker = SignedAccess::of_pkcs8(&key).with_context(|| format!("{KEY_FILE} holds no key"))?;
    Ok(Arc::new(broker))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let keys = |directory: &Path| open_access_broker(directory).unwrap().public_keys();
        let made = keys(directory.path());
        assert_eq!(made, keys(directory.path()));
        assert_ne!(made, keys(&directory.path().join("another")));

        std::fs::write(directory.path().join(KEY_FILE), b"short").unwrap();
        assert!(open_access_broker(directory.path()).is_err());
    }
}
