use chrono::NaiveDate;
use disbursements::{DisbursementError, PayoutMethod};
use events::{Event, EventKind};
use kernel::{Actor, PayoutMethodId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// After the bank refused or returned money, the payee confirms the details with a fresh document; staff
    /// review them once more (G-39).
    pub async fn confirm_payout_method(
        &self,
        actor: Actor,
        id: PayoutMethodId,
        document_issued_on: NaiveDate,
    ) -> Result<PayoutMethod> {
        actor.may(Right::ManagePayouts)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let method = disbursements::store::lock_method(&tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
        let method = method.confirm(actor, document_issued_on, now)?;

        disbursements::store::save_method(&tx, &method).await?;
        events::store::record(&tx, &Event::now(EventKind::PayoutMethodConfirmed, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(method)
    }
}
