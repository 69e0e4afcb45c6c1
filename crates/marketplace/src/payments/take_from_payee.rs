use chrono::{DateTime, Utc};
use disbursements::{Taker, recall};
use kernel::Money;
use ledger::{Account, AccountKind};
use payments::Charge;
use sea_orm::DatabaseTransaction;

use crate::{Result, postings::Outgoing};

/// Takes the payee's part of what goes back: what is pending and available, first what the charge itself brought; the
/// rest the payee owes. Whatever is on a disbursement stays there (IQ-33). What comes of it is for the caller to book.
pub async fn take_from_payee(
    tx: &DatabaseTransaction,
    charge: &Charge,
    net: Money,
    taker: Taker,
    now: DateTime<Utc>,
) -> Result<Outgoing> {
    let (payee, currency) = (charge.expert_account_id, net.currency());
    // First what everything that comes to the payee locks too: nothing comes in while this goes out.
    ledger::store::lock_balance(tx, Account::of(AccountKind::ExpertReceivable, payee), currency).await?;
    let pending = ledger::store::lock_balance(tx, Account::of(AccountKind::ExpertPending, payee), currency).await?;
    let open = disbursements::store::lock_open_earnings(tx, payee, currency).await?;
    let available = open.iter().try_fold(Money::zero(currency), |sum, earning| sum.checked_add(earning.amount))?;
    let out = Outgoing::of(net, pending, available)?;
    let own = payments::store::collections_of(tx, &[charge.id]).await?;
    let own: Vec<_> = own.into_iter().map(|collection| collection.id).collect();
    let recalled = recall(open, &own, out.available, now)?;

    disbursements::store::insert_recalled(tx, taker, &recalled, now).await?;
    Ok(out)
}
