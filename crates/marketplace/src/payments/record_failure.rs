use chrono::{DateTime, Utc};
use payments::{ChargeAnswer, PaymentError, Reference};
use sea_orm::DatabaseTransaction;

use super::{note_answer::write_answer, record_collection::PROVIDER};
use crate::{Result, postings::When, sweeps::Step};

/// The provider reports that an attempt came to nothing: it is repeated later, or staff decide (IQ-31). A transfer that
/// came to nothing is awaited as before. The event's own id makes a repeat harmless.
pub async fn record_failure(
    tx: &DatabaseTransaction,
    external_id: &str,
    (reference, reason): (Reference, &str),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Step> {
    let id = reference.charge_id();
    let charge = payments::store::lock_charge(tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
    if !events::store::receive(tx, PROVIDER, external_id, at, now).await? {
        return Ok(Step::Left);
    }
    if let Reference::Attempt(key) = reference {
        let (answer, when) = (ChargeAnswer::Failed { reason: reason.to_owned() }, When { at, recorded_at: now });
        write_answer(tx, charge, key, &answer, when).await?;
    }
    Ok(Step::Done)
}
