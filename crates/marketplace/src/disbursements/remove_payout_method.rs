use disbursements::{DisbursementError, PayoutMethod};
use events::{Event, EventKind};
use kernel::{Actor, PayoutMethodId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The payee takes a bank account away, unless money is on its way there (G-41).
    pub async fn remove_payout_method(&self, actor: Actor, id: PayoutMethodId) -> Result<PayoutMethod> {
        actor.may(Right::ManagePayouts)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let method = disbursements::store::lock_method(&tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
        let in_flight = disbursements::store::is_in_flight(&tx, id).await?;
        let method = method.remove(actor, in_flight, now)?;

        disbursements::store::save_method(&tx, &method).await?;
        events::store::record(&tx, &Event::now(EventKind::PayoutMethodRemoved, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(method)
    }
}
