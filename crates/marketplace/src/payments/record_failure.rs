use chrono::{DateTime, Utc};
use payments::{ChargeAnswer, PaymentError, Reference};

use super::{note_answer::write_answer, record_collection::PROVIDER};
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// The provider reports that an attempt came to nothing: it is repeated later, or staff decide (IQ-31). A
    /// transfer that came to nothing is awaited as before. The event's own id makes a repeat harmless.
    pub async fn record_failure(
        &self,
        external_id: &str,
        reference: Reference,
        reason: String,
        at: DateTime<Utc>,
    ) -> Result<Step> {
        let (id, now) = (reference.charge_id(), self.clock.now());
        let tx = self.db.begin().await?;

        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        if !events::store::receive(&tx, PROVIDER, external_id, at, now).await? {
            return Ok(Step::Left);
        }
        if let Reference::Attempt(key) = reference {
            let (answer, when) = (ChargeAnswer::Failed { reason }, When { at, recorded_at: now });
            write_answer(&tx, charge, key, &answer, when).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}
