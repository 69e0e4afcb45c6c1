use std::collections::{HashMap, HashSet};

use disbursements::{Bars, HoldReasons, RunScope};
use kernel::{AccountId, Address, Currency, Money};
use ledger::AccountKind;
use sea_orm::DatabaseTransaction;

use crate::Result;

/// What stands in the way of paying some payees in a currency, as far as others than the payout side know it. Runs
/// ask it before they pay, and forecasts before they promise.
pub struct Barred {
    closed: HashSet<AccountId>,
    without_dac7: HashSet<AccountId>,
    without_kyc: HashSet<AccountId>,
    banking_elsewhere: HashSet<AccountId>,
    debts: HashMap<AccountId, Money>,
    held: HashMap<AccountId, HoldReasons>,
}

impl Barred {
    /// Of `payees`: a run of one payee alone pays although the registration is closed (IQ-30).
    pub async fn among(
        tx: &DatabaseTransaction,
        currency: Currency,
        scope: RunScope,
        payees: &[AccountId],
    ) -> Result<Self> {
        let closed = match scope {
            RunScope::Everyone => experts::store::closed_accounts(tx, payees).await?.into_iter().collect(),
            RunScope::Payee(_) => HashSet::new(),
        };
        let debts = ledger::store::balances_held(tx, AccountKind::ExpertReceivable, currency, payees).await?;
        Ok(Self {
            closed,
            without_dac7: tax::store::without_effective_form(tx, payees).await?.into_iter().collect(),
            without_kyc: experts::store::unpassed_companies(tx, payees).await?.into_iter().collect(),
            banking_elsewhere: banking_elsewhere(tx, payees).await?,
            debts: debts.into_iter().collect(),
            held: disbursements::store::holds_standing(tx, currency, payees).await?,
        })
    }

    pub fn bars(&self, payee: AccountId) -> Bars {
        Bars {
            is_closed: self.closed.contains(&payee),
            lacks_dac7: self.without_dac7.contains(&payee),
            lacks_kyc: self.without_kyc.contains(&payee),
            banks_elsewhere: self.banking_elsewhere.contains(&payee),
            owes_money: self.debts.contains_key(&payee),
            holds: self.held.get(&payee).copied().unwrap_or_default(),
        }
    }

    /// What a payee owes; `None` if nothing.
    pub fn debt(&self, payee: AccountId) -> Option<Money> {
        self.debts.get(&payee).copied()
    }
}

/// Those whose bank knows them at another address than their account has (MKT-03).
async fn banking_elsewhere(tx: &DatabaseTransaction, payees: &[AccountId]) -> Result<HashSet<AccountId>> {
    let accounts = accounts::store::find_many(tx, payees).await?;
    let addresses: HashMap<AccountId, Address> =
        accounts.into_iter().map(|account| (account.id, account.details.address)).collect();
    let sellers = experts::store::find_sellers(tx, payees).await?;
    let elsewhere = sellers.into_iter().filter(|seller| {
        let address = addresses.get(&seller.account_id);
        address.is_some_and(|address| seller.banks_at(address).is_err())
    });
    Ok(elsewhere.map(|seller| seller.account_id).collect())
}
