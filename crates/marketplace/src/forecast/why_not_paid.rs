use kernel::{Actor, PaymentRequestId};
use payments::PaymentError;

use super::{
    outlook::Outlook,
    read_outlooks::{may_read_payouts, outlooks_of},
};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Where the money of a bill is, and everything that stands in its way at this moment (IQ-30, IQ-31, IQ-32). For
    /// the expert's own members, and the staff who run payouts, settle or audit; what the expert is paid is nothing
    /// of the customer's.
    pub async fn why_not_paid(&self, actor: Actor, id: PaymentRequestId) -> Result<Outlook> {
        may_read_payouts(actor)?;
        let now = self.clock.now();
        let tx = self.db.snapshot().await?;
        let bill = payments::store::find(&tx, id).await?.filter(|bill| Self::may_see_payouts(actor, bill));
        let bill = bill.ok_or(PaymentError::NotFound(id))?;
        Ok(outlooks_of(&tx, vec![bill], now).await?.pop().ok_or(PaymentError::NotFound(id))?)
    }
}
