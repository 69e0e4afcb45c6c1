use chrono::{DateTime, Utc};
use kernel::{EngagementId, PaymentMethodId};
use payments::PaymentError;
use sea_orm::DatabaseTransaction;

use crate::Result;

/// The customer named another method for an engagement: what is open on it and not sent is collected from there.
pub(crate) async fn bind_open_charges(
    tx: &DatabaseTransaction,
    engagement_id: EngagementId,
    method_id: PaymentMethodId,
    now: DateTime<Utc>,
) -> Result<()> {
    let method = payments::store::find_payment_method(tx, method_id).await?;
    let method = method.ok_or(PaymentError::PaymentMethodNotFound(method_id))?;
    for charge in payments::store::lock_open_charges(tx, engagement_id).await? {
        if let Some(charge) = charge.pay_with(&method, now) {
            payments::store::save_charge(tx, &charge).await?;
        }
    }
    Ok(())
}
