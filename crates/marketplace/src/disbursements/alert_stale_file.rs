use disbursements::DisbursementError;
use events::{Event, EventKind};
use kernel::{Actor, DisbursementBatchId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// The bank has not carried a file out, two business days after its day: staff are told, once (G-41).
    pub async fn alert_stale_file(&self, id: DisbursementBatchId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let batch = disbursements::store::lock_batch(&tx, id).await?.ok_or(DisbursementError::BatchNotFound(id))?;
        let Some(alerted) = batch.alert(now) else { return Ok(Step::Left) };
        disbursements::store::save_batch(&tx, &alerted).await?;
        events::store::record(&tx, &Event::now(EventKind::BatchStale, Actor::System, &id, now)).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
