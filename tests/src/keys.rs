use std::{io, path::Path, sync::Arc};

use marketplace::Db;
use server::MasterKeyFiles;
use tempfile::TempDir;
use vault::{Keyring, MasterKey, MasterKeys};

use crate::scratch;

/// The master keys of every story: one, and always the same.
pub struct StoryKeys;

impl MasterKeys for StoryKeys {
    fn read(&self) -> io::Result<Vec<MasterKey>> {
        Ok(vec![MasterKey::new([9; 32])])
    }
}

/// The keys of a story's database, in the memory of a process of its own.
pub async fn story_keys(db: &Db) -> Keyring {
    Keyring::open(db.reader().clone(), Arc::new(StoryKeys)).await.expect("the keys are the story's")
}

/// A data directory for processes of the binary that work on a story's database.
pub fn data_dir() -> TempDir {
    let directory = scratch();
    put_master_key(directory.path());
    directory
}

/// Puts the master key of every story into a data directory.
pub fn put_master_key(data_dir: &Path) {
    MasterKeyFiles::new(data_dir).keep(&MasterKey::new([9; 32])).expect("the key can be written");
}
