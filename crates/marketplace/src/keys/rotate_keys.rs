use events::{Event, EventKind};
use kernel::{Actor, SealedColumn, VaultError};
use sea_orm::prelude::Uuid;
use vault::{DataKey, Resealed};

use super::{SEALED, subject};
use crate::{Marketplace, Result};

/// How many values one transaction seals anew: few enough that nobody waits long for it.
const BATCH_MAX: u32 = 100;

/// A new data key, and how much is sealed with older ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The number of the key that seals from now on.
    pub key: i64,
    /// Whether it was made before, by somebody who did not get to the end.
    pub is_resumed: bool,
    /// How many values are to be sealed anew.
    pub values: u64,
}

impl Marketplace {
    /// Makes the data key that seals from now on; or goes on with the last one, if older keys still have something
    /// sealed because somebody died over it.
    pub async fn begin_key_rotation(&self) -> Result<Rotation> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let keys = vault::store::lock_all(&tx).await?;
        let newest = keys.last().ok_or(VaultError::Shut)?;
        let is_resumed = newest.spread_at.is_none();
        if !is_resumed {
            let next = DataKey::following(newest, &self.vault.masters()?, now)?;
            vault::store::insert(&tx, &next).await?;
            let event = Event::now(EventKind::DataKeyMade, Actor::System, &subject(next.number), now);
            events::store::record(&tx, &event).await?;
        }
        tx.commit().await?;

        self.look_for_keys().await?;
        let key = self.vault.newest().ok_or(VaultError::Shut)?;
        Ok(Rotation { key, is_resumed, values: self.count_older_than(key).await? })
    }

    /// Seals with the newest key whatever older ones sealed, in batches, while everybody goes on working; `progress`
    /// counts the values. Rows that somebody holds are left: until [`Self::end_key_rotation`] finds none, it is to be
    /// done again.
    pub async fn reseal(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<Resealed> {
        self.reseal_older_than(self.vault.newest().ok_or(VaultError::Shut)?, progress).await
    }

    /// Notes that no older key has anything sealed any more but for so many values, which cannot be opened; otherwise
    /// tells how many there are.
    pub async fn end_key_rotation(&self, unreadable: u64) -> Result<u64> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let newest = vault::store::lock_all(&tx).await?.pop().ok_or(VaultError::Shut)?;
        let mut left: u64 = 0;
        for column in SEALED {
            left = left.saturating_add(vault::store::count_to_reseal(&tx, column, newest.number).await?);
        }
        if left <= unreadable && newest.spread_at.is_none() {
            let event = Event::now(EventKind::DataKeySpread, Actor::System, &subject(newest.number), now);
            vault::store::save(&tx, &DataKey { spread_at: Some(now), ..newest }).await?;
            events::store::record(&tx, &event).await?;
        }
        tx.commit().await?;
        Ok(left)
    }

    pub(super) async fn reseal_older_than(&self, key: i64, progress: &(dyn Fn(u64) + Sync)) -> Result<Resealed> {
        let mut all = Resealed::default();
        for column in SEALED {
            let mut after = None;
            loop {
                let batch = self.reseal_batch((column, key), after).await?;
                progress(batch.done);
                all += batch;
                if batch.last.is_none() {
                    break;
                }
                after = batch.last;
            }
        }
        Ok(all)
    }

    async fn reseal_batch(&self, old: (SealedColumn, i64), after: Option<Uuid>) -> Result<Resealed> {
        let tx = self.db.begin().await?;
        let batch = vault::store::reseal(&tx, &self.vault, old, after, BATCH_MAX).await?;
        tx.commit().await?;
        Ok(batch)
    }

    pub(super) async fn count_older_than(&self, key: i64) -> Result<u64> {
        let mut values: u64 = 0;
        for column in SEALED {
            values = values.saturating_add(vault::store::count_to_reseal(self.db.reader(), column, key).await?);
        }
        Ok(values)
    }
}
