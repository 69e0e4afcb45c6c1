use engagements::{Engagement, EngagementError};
use kernel::{AccountId, PaymentMethodId};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// The payment method of `account` that `named` names. A promotional credit is none, and is refused in words of
/// its own (IQ-35, G-20).
pub(crate) async fn paying_method(
    tx: &DatabaseTransaction,
    account: AccountId,
    named: &str,
) -> Result<PaymentMethodId> {
    Engagement::never_a_credit(named)?;
    let id = named.parse()?;
    let method = payments::store::find_payment_method(tx, id).await?;
    let method = method.filter(|method| method.account_id == account);
    Ok(method.ok_or(EngagementError::PaymentMethodRequired)?.id)
}
