use events::{Event, EventKind};
use kernel::Actor;
use vault::MasterKey;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Wraps every data key with another master key, which is at hand for every process already: nothing is sealed
    /// anew, and who has the data keys in memory goes on with them. Returns how many keys it wrapped.
    pub async fn change_master_key(&self, new: &MasterKey) -> Result<usize> {
        let mut all: usize = 0;
        loop {
            let wrapped = self.wrap_all(new).await?;
            if wrapped == 0 {
                return Ok(all);
            }
            all = all.saturating_add(wrapped); // And once more: somebody may have made a key meanwhile.
        }
    }

    async fn wrap_all(&self, new: &MasterKey) -> Result<usize> {
        let (masters, now) = (self.vault.masters()?, self.clock.now());
        let tx = self.db.begin().await?;
        let mut keys = vault::store::lock_all(&tx).await?;
        keys.retain(|key| key.master != new.name());
        let wrapped = keys.len();
        for key in keys {
            vault::store::save(&tx, &key.rewrapped(&masters, new)?).await?;
        }
        if wrapped > 0 {
            let subject = format!("master_{}", new.name());
            events::store::record(&tx, &Event::now(EventKind::MasterKeyChanged, Actor::System, &subject, now)).await?;
        }
        tx.commit().await?;
        Ok(wrapped)
    }
}
