use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use kernel::VaultError;
use marketplace::{Db, Marketplace};
use vault::{Keyring, MasterKey, MasterKeys};

use crate::key_file::read_or_make;

/// What the files of master keys are called, with the key's name between.
const BEFORE: &str = "identifier-master-";
const AFTER: &str = ".key";

/// The master keys of a data directory: a file of 32 bytes each, readable by its owner alone. Every process that reads
/// or writes personal identifiers needs the same ones.
pub struct MasterKeyFiles(PathBuf);

impl MasterKeyFiles {
    pub fn new(data_dir: &Path) -> Self {
        Self(data_dir.to_owned())
    }

    /// Keeps a new key beside those that are there.
    pub fn make(&self) -> Result<MasterKey> {
        let key = MasterKey::generate()?;
        self.keep(&key).context("the master key cannot be written")?;
        Ok(key)
    }

    pub fn keep(&self, key: &MasterKey) -> io::Result<()> {
        read_or_make::<io::Error>(&self.0, &file_name(key.name()), || Ok(key.bytes().to_vec())).map(drop)
    }

    fn read_one(path: &Path) -> io::Result<MasterKey> {
        let bytes = <[u8; 32]>::try_from(fs::read(path)?);
        let bytes = bytes.map_err(|_| unusable(path, "is not one of 32 bytes"))?;
        let key = MasterKey::new(bytes);
        let is_called_so = path.file_name().is_some_and(|name| *name == *file_name(key.name()));
        if is_called_so { Ok(key) } else { Err(unusable(path, "is not the key that its name says")) }
    }
}

impl MasterKeys for MasterKeyFiles {
    fn read(&self) -> io::Result<Vec<MasterKey>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            entries => entries?,
        };
        let mut keys = vec![];
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with(BEFORE) && name.ends_with(AFTER) {
                keys.push(Self::read_one(&path)?);
            }
        }
        Ok(keys)
    }
}

/// The application with the keys of a data directory. A database without data keys gets its first, and a directory
/// without a master key gets one; but never one for a database whose data keys another one wraps.
pub async fn with_keys(app: Marketplace, data_dir: &Path) -> Result<Marketplace> {
    let masters = MasterKeyFiles::new(data_dir);
    if masters.read()?.is_empty() && !has_data_keys(app.db()).await? {
        masters.make()?;
    }
    with_masters(app, Arc::new(masters)).await.with_context(|| {
        let (place, file) = (data_dir.display(), file_name("NAME"));
        format!("the personal identifiers cannot be opened with the master keys in {place} ({file})")
    })
}

/// As `with_keys`, with master keys that are kept anywhere.
pub async fn with_masters(app: Marketplace, masters: Arc<dyn MasterKeys>) -> Result<Marketplace> {
    let keyring = Keyring::open(app.db().reader().clone(), masters).await.map_err(told)?;
    let app = app.with_keyring(keyring);
    app.install_keys().await?;
    Ok(app)
}

/// A missing key is told with the name of the file that is looked for.
fn told(error: VaultError) -> anyhow::Error {
    let missing = if let VaultError::MasterMissing(name) = &error { Some(file_name(name)) } else { None };
    let error = anyhow::Error::from(error);
    match missing {
        Some(file) => error.context(format!("{file} is missing: bring it from where the database was served before")),
        None => error,
    }
}

async fn has_data_keys(db: &Db) -> Result<bool> {
    Ok(!vault::store::all(db.reader()).await?.is_empty())
}

fn file_name(key: &str) -> String {
    format!("{BEFORE}{key}{AFTER}")
}

fn unusable(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn master_keys_stay_where_they_were_made() {
        let directory = tempfile::tempdir().unwrap();
        let files = MasterKeyFiles::new(&directory.path().join("made at the first start"));
        assert!(files.read().unwrap().is_empty());
        let made = [files.make().unwrap(), files.make().unwrap()];
        let mut names = made.each_ref().map(|key| key.name().to_owned()).to_vec();
        names.sort();
        let mut read: Vec<_> = files.read().unwrap().iter().map(|key| key.name().to_owned()).collect();
        read.sort();
        assert_eq!(read, names);
    }

    #[test]
    fn a_file_that_is_no_key_or_another_one_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let files = MasterKeyFiles::new(directory.path());
        let made = files.make().unwrap();
        let file = directory.path().join(file_name(made.name()));
        fs::write(directory.path().join("identifier-index.key"), b"no master key").unwrap();
        assert_eq!(files.read().unwrap().len(), 1);

        for (content, said) in [(&b"short"[..], "32 bytes"), (&[1; 32], "is not the key that its name says")] {
            fs::write(&file, content).unwrap();
            let error = files.read().unwrap_err().to_string();
            assert!(error.contains(said) && error.contains(made.name()), "{error}");
        }
    }
}
