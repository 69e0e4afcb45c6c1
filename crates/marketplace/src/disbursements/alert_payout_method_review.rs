use disbursements::DisbursementError;
use events::{Event, EventKind};
use kernel::{Actor, PayoutMethodId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// The review of a payout method is overdue: staff are told, once (G-39).
    pub async fn alert_payout_method_review(&self, id: PayoutMethodId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let method = disbursements::store::lock_method(&tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
        let due_at = method.alert_at().filter(|due_at| *due_at <= now);
        let Some(due_at) = due_at else { return Ok(Step::Left) };
        let method = method.alert(now)?;
        let event = Event::effective(EventKind::PayoutMethodReviewOverdue, Actor::System, &id, due_at, now);

        disbursements::store::save_method(&tx, &method).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
