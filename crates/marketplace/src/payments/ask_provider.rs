use chrono::{DateTime, TimeDelta, Utc};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Takes the turn to ask `source` what it has to report: one process does, and then nobody for as long as `every`.
    pub(crate) async fn may_ask(&self, source: &str, every: TimeDelta) -> Result<bool> {
        if every.is_zero() {
            return Ok(true);
        }
        let tx = self.db.begin().await?;
        let is_taken = events::store::take_turn(&tx, source, every, self.clock.now()).await?;
        tx.commit().await?;
        Ok(is_taken)
    }

    /// Everything that `source` had to report until then is taken in.
    pub(crate) async fn note_asked(&self, source: &str, until: DateTime<Utc>) -> Result<()> {
        let tx = self.db.begin().await?;
        events::store::note_asked(&tx, source, until).await?;
        tx.commit().await?;
        Ok(())
    }
}
