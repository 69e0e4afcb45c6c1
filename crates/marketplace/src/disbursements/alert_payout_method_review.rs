use disbursements::{DisbursementError, PayoutMethod};
use events::{Event, EventKind};
use kernel::{Actor, PayoutMethodId};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The review of a payout method is overdue: staff are told, once (G-39).
    pub async fn alert_payout_method_review(&self, id: PayoutMethodId) -> Result<PayoutMethod> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let method = disbursements::store::lock_method(&tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
        let due_at = method.review_due_at().unwrap_or(now);
        let method = method.alert(now)?;
        let event = Event::effective(EventKind::PayoutMethodReviewOverdue, Actor::System, &id, due_at, now);

        disbursements::store::save_method(&tx, &method).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(method)
    }
}
