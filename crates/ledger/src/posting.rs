use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{Money, MoneyError};

use super::Account;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debit(pub Account);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit(pub Account);

/// So much on the debit side of one account and on the credit side of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub debit: Account,
    pub credit: Account,
    pub amount: Money,
}

/// What a posting does to one account in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub account: Account,
    /// The three letters of the currency.
    pub currency: &'static str,
    /// Debit positive, credit negative, never zero.
    pub signed_minor: i64,
}

/// One business event in the books. It balances in every currency because it is made of transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Unique for ever, so that the event is booked once: `approve:preq_…`.
    pub reference: String,
    /// When it took effect.
    pub at: DateTime<Utc>,
    /// When it was booked.
    pub recorded_at: DateTime<Utc>,
    /// The reference of the posting that this one takes back.
    pub reverses: Option<String>,
    transfers: Vec<Transfer>,
}

impl Posting {
    pub fn new(reference: String, at: DateTime<Utc>, recorded_at: DateTime<Utc>) -> Self {
        Self { reference, at, recorded_at, reverses: None, transfers: Vec::new() }
    }

    /// Takes this posting back: the opposite of each transfer, under a reference of its own. A posting is taken back
    /// once, and the database refuses whatever is not its opposite.
    #[must_use]
    pub fn reversed(&self, reference: String, at: DateTime<Utc>, recorded_at: DateTime<Utc>) -> Self {
        let opposite = |transfer: &Transfer| Transfer { debit: transfer.credit, credit: transfer.debit, ..*transfer };
        let transfers = self.transfers.iter().map(opposite).collect();
        Self { reference, at, recorded_at, reverses: Some(self.reference.clone()), transfers }
    }

    /// Books `amount` on both sides. Nothing is booked for nothing: legs are never zero.
    #[must_use]
    pub fn transfer(mut self, Debit(debit): Debit, Credit(credit): Credit, amount: Money) -> Self {
        if !amount.is_zero() {
            self.transfers.push(Transfer { debit, credit, amount });
        }
        self
    }

    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// One leg per account and currency, in the order of locking. What cancels out leaves no leg.
    pub fn legs(&self) -> Result<Vec<Leg>, MoneyError> {
        let mut sums = BTreeMap::<(Account, &'static str), i64>::new();
        for Transfer { debit, credit, amount } in &self.transfers {
            for (account, signed_minor) in [(debit, amount.minor()), (credit, -amount.minor())] {
                let sum = sums.entry((*account, amount.currency().code())).or_default();
                *sum = sum.checked_add(signed_minor).ok_or(MoneyError::TooLarge)?;
            }
        }
        let leg = |((account, currency), signed_minor)| Leg { account, currency, signed_minor };
        Ok(sums.into_iter().map(leg).filter(|leg| leg.signed_minor != 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use kernel::{AccountId, Currency};
    use proptest::prelude::*;

    use super::*;
    use crate::AccountKind;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn money(minor: i64, currency: Currency) -> Money {
        Money::from_minor(minor, currency).unwrap()
    }

    fn posting() -> Posting {
        Posting::new("test:1".into(), START, START)
    }

    fn accounts() -> impl Strategy<Value = Account> {
        proptest::sample::select(AccountKind::ALL).prop_map(Account::operator)
    }

    proptest! {
        /// Holds invariant 7: whatever the transfers, each currency sums to zero and no leg is zero.
        #[test]
        fn every_posting_balances(
            transfers in proptest::collection::vec((accounts(), accounts(), 0..1_000_000_000_i64, any::<bool>()), 0..12)
        ) {
            let posting = transfers.into_iter().fold(posting(), |posting, (debit, credit, minor, euro)| {
                let currency = if euro { Currency::EUR } else { Currency::USD };
                posting.transfer(Debit(debit), Credit(credit), money(minor, currency))
            });
            let legs = posting.legs().unwrap();
            for code in ["USD", "EUR"] {
                let sum: i64 = legs.iter().filter(|leg| leg.currency == code).map(|leg| leg.signed_minor).sum();
                prop_assert_eq!(sum, 0);
            }
            prop_assert!(legs.iter().all(|leg| leg.signed_minor != 0));
            prop_assert!(legs.is_sorted_by_key(|leg| (leg.account, leg.currency)));
        }
    }

    #[test]
    fn legs_on_one_account_become_one() {
        let payee = AccountId::generate(START);
        let unfunded = Account::of(AccountKind::ExpertUnfunded, payee);
        let available = Account::of(AccountKind::ExpertAvailable, payee);
        let fee = Account::operator(AccountKind::FeeRevenue);
        let legs = posting()
            .transfer(Debit(unfunded), Credit(available), money(975, Currency::USD))
            .transfer(Debit(unfunded), Credit(fee), money(25, Currency::USD))
            .legs();
        let leg = |account, signed_minor| Leg { account, currency: "USD", signed_minor };
        assert_eq!(legs, Ok(vec![leg(available, -975), leg(unfunded, 1_000), leg(fee, -25)]));
    }

    #[test]
    fn what_is_taken_back_leaves_nothing() {
        let (cash, fee) = (Account::operator(AccountKind::BankCash), Account::operator(AccountKind::FeeRevenue));
        let posted = posting().transfer(Debit(cash), Credit(fee), money(7, Currency::USD));
        let back = posted.reversed("test:2".into(), START, START);
        assert_eq!(back.reverses.as_deref(), Some("test:1"));
        let opposite = posted.legs().unwrap().into_iter().map(|leg| Leg { signed_minor: -leg.signed_minor, ..leg });
        assert_eq!(back.legs().unwrap(), opposite.collect::<Vec<_>>());
    }

    #[test]
    fn a_sum_beyond_the_books_is_refused() {
        let (cash, fee) = (Account::operator(AccountKind::BankCash), Account::operator(AccountKind::FeeRevenue));
        let most = money(i64::MAX, Currency::USD);
        let posting = posting().transfer(Debit(cash), Credit(fee), most).transfer(Debit(cash), Credit(fee), most);
        assert_eq!(posting.legs(), Err(MoneyError::TooLarge));
    }
}
