use kernel::AccountId;
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Whether money of the account is anywhere between a bill's approval and the bank: every charge that is not
/// collected and every payout that has not arrived leaves a balance in the books, and a refund is on its way until the
/// customer has it (IQ-30).
pub(crate) async fn has_open_money(tx: &DatabaseTransaction, id: AccountId) -> Result<bool> {
    let balances = ledger::store::balances_of(tx, id).await?; // The zeroes of what is settled too.
    let is_owed = balances.iter().any(|(_, held)| !held.is_zero());
    let is_on_its_way = payments::store::has_open_refund(tx, id).await?;
    Ok(is_owed || is_on_its_way || disbursements::store::has_open_money(tx, id).await?)
}

/// As [`has_open_money`], or a bill awaits its decision.
pub(crate) async fn has_open_bills(tx: &DatabaseTransaction, id: AccountId) -> Result<bool> {
    Ok(engagements::store::has_open_bill(tx, id).await? || has_open_money(tx, id).await?)
}
