use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{Actor, Currency, Money, Right};
use ledger::AccountKind;

use crate::{Marketplace, Result};

/// What the books hold of an account in one currency, as payee and as customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balances {
    /// Collected, its hold running.
    pub pending: Money,
    /// The next payout run takes it.
    pub available: Money,
    /// On its way to the bank.
    pub in_transit: Money,
    /// The net of approved bills that is not collected. Not payable (IQ-30).
    pub unfunded: Money,
    /// What the account owes back as payee; later collections repay it first (IQ-33).
    pub owed_back: Money,
    /// What the account owes as customer on approved bills.
    pub payable: Money,
    /// The account's own money with the operator as customer: paid too much, or a refund that could not be sent.
    pub credit: Money,
}

impl Marketplace {
    /// What the books hold of one's own account, currency by currency; nothing in one that it never used. `at` an
    /// instant it is what had taken effect by then, whenever it was booked.
    pub async fn balances(&self, actor: Actor, at: Option<DateTime<Utc>>) -> Result<Vec<Balances>> {
        let (account, db) = (actor.account_by(Right::ViewMoney)?, self.db.reader());
        let held = match at {
            Some(at) => ledger::store::balances_of_at(db, account, at).await?,
            None => ledger::store::balances_of(db, account).await?,
        };
        let mut by_currency = BTreeMap::<_, Vec<_>>::new();
        for (kind, amount) in held {
            by_currency.entry(amount.currency().code()).or_default().push((kind, amount));
        }
        Ok(by_currency.into_values().filter_map(|held| Balances::of(&held)).collect())
    }
}

impl Balances {
    /// Of the kinds that one currency holds; `None` for none.
    fn of(held: &[(AccountKind, Money)]) -> Option<Self> {
        let currency: Currency = held.first()?.1.currency();
        let of = |kind| held.iter().find(|(other, _)| *other == kind).map_or(Money::zero(currency), |(_, held)| *held);
        Some(Self {
            pending: of(AccountKind::ExpertPending),
            available: of(AccountKind::ExpertAvailable),
            in_transit: of(AccountKind::ExpertInTransit),
            unfunded: of(AccountKind::ExpertUnfunded),
            owed_back: of(AccountKind::ExpertReceivable),
            payable: of(AccountKind::BuyerReceivable),
            credit: of(AccountKind::BuyerCredit),
        })
    }
}
