use crate::{Marketplace, Result, sweeps::Step};

/// How many transactions one batch of the chain holds at most.
const BATCH: u64 = 500;

impl Marketplace {
    /// Closes the next batch of the chain over what was booked and is in none; the rest waits for the one after it.
    pub(crate) async fn close_ledger_batch(&self) -> Result<Step> {
        let tx = self.db.begin().await?;
        let closed = ledger::store::close_batch(&tx, self.clock.now(), BATCH).await?;
        tx.commit().await?;
        Ok(if closed.is_some() { Step::Done } else { Step::Left })
    }
}
