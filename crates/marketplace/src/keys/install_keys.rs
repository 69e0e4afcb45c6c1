use chrono::{DateTime, Utc};
use kernel::VaultError;
use vault::{DataKey, Keyring};

use crate::{Marketplace, Result};

/// Older than every key: what lies in clear.
const IN_CLEAR: i64 = 0;

impl Marketplace {
    /// With the keys to what lies sealed. Without them a process neither reads nor writes any of it.
    #[must_use]
    pub fn with_keyring(self, vault: Keyring) -> Self {
        Self { vault, ..self }
    }

    /// Gets the database ready for the keys: one that has none gets its first, and what an older release left in clear
    /// is sealed. Any number of processes may do so at once, and one that dies leaves the rest to the next.
    pub async fn install_keys(&self) -> Result<()> {
        if self.vault.newest().is_none() {
            self.make_first_key(self.clock.now()).await?;
        }
        if self.count_older_than(IN_CLEAR).await? > 0 {
            self.reseal_older_than(IN_CLEAR, &|_| ()).await?;
        }
        Ok(())
    }

    /// Learns the keys that other processes made since.
    pub async fn look_for_keys(&self) -> Result<()> {
        Ok(self.vault.look_again().await?)
    }

    async fn make_first_key(&self, now: DateTime<Utc>) -> Result<()> {
        let masters = self.vault.masters()?;
        let master = masters.first().ok_or_else(|| VaultError::MasterMissing("of any name".to_owned()))?;
        let tx = self.db.begin().await?;
        vault::store::insert(&tx, &DataKey::first(master, now)?).await?; // Whoever is first.
        tx.commit().await?;
        self.look_for_keys().await
    }
}
