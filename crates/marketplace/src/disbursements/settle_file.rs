use disbursements::DisbursementError;
use events::{Event, EventKind};
use kernel::{Actor, DisbursementBatchId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// What became of each disbursement of a file is known: the file is done.
    pub async fn settle_file(&self, id: DisbursementBatchId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let batch = disbursements::store::lock_batch(&tx, id).await?.ok_or(DisbursementError::BatchNotFound(id))?;
        let Some(settled) = batch.settled(now) else { return Ok(Step::Left) };
        disbursements::store::save_batch(&tx, &settled).await?;
        events::store::record(&tx, &Event::now(EventKind::BatchSettled, Actor::System, &id, now)).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
