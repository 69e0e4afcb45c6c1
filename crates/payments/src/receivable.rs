use chrono::{DateTime, Utc};
use kernel::{AccountId, Money, ReceivableWriteOffId};

use crate::{PaymentError, reason_of};

/// What finance staff gave up of what a payee owed back (IQ-33): after a refund or a chargeback of what was paid out
/// already. It is the operator's loss, and the only one of the main line that is not a provider's cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivableWriteOff {
    pub id: ReceivableWriteOffId,
    pub payee_account_id: AccountId,
    pub amount: Money,
    /// What the payee owed before it.
    pub owed: Money,
    pub reason: String,
    pub at: DateTime<Utc>,
}

impl ReceivableWriteOff {
    /// Gives up `amount` of what is `owed`: all of it, or a part. `typed` is what staff typed to be owed, so that nobody
    /// gives up what he did not look at.
    pub fn new(
        id: ReceivableWriteOffId,
        payee_account_id: AccountId,
        owed: Money,
        (amount, typed): (Money, Money),
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        let reason = reason_of(reason)?;
        if typed != owed {
            return Err(PaymentError::DebtNotConfirmed { typed, owed });
        }
        if amount.minor() <= 0 {
            return Err(PaymentError::AmountNotPositive);
        }
        if owed.checked_sub(amount).is_err() {
            return Err(PaymentError::MoreThanOwed { amount, owed });
        }
        Ok(Self { id, payee_account_id, amount, owed, reason, at })
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn given_up(amount: i64, typed: i64) -> Result<Money, PaymentError> {
        let (id, payee) = (ReceivableWriteOffId::generate(NOW), AccountId::generate(NOW));
        ReceivableWriteOff::new(id, payee, usd(100), (usd(amount), usd(typed)), "gone", NOW)
            .map(|given_up| given_up.amount)
    }

    /// Holds IQ-33: what is given up was looked at, and was owed.
    #[test]
    fn no_more_is_given_up_than_is_owed() {
        assert_eq!((given_up(100, 100), given_up(40, 100)), (Ok(usd(100)), Ok(usd(40))));
        assert_eq!(given_up(40, 40), Err(PaymentError::DebtNotConfirmed { typed: usd(40), owed: usd(100) }));
        assert_eq!(given_up(101, 100), Err(PaymentError::MoreThanOwed { amount: usd(101), owed: usd(100) }));
        assert_eq!(given_up(0, 100), Err(PaymentError::AmountNotPositive));
    }
}
