use std::collections::HashSet;

use kernel::{Currency, FeeRate, InputError, Money};

use super::PaymentError;

/// 2.5 % of what is approved (IQ-28).
const DEFAULT_BASIS_POINTS: u16 = 250;
/// So many currencies may have bounds of their own.
const BOUNDS_MAX: usize = 50;

/// By what a fee is reckoned: a rate, with a least and a greatest fee where a currency has them (G-19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeTerms {
    rate: FeeRate,
    bounds: Vec<FeeBounds>, // Invariant: of different currencies, in the order of their codes.
}

/// The least and the greatest fee on a bill in one currency. Amounts of other currencies are not converted: they have
/// bounds of their own, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeBounds {
    currency: Currency,
    minimum: Option<Money>,
    maximum: Option<Money>,
}

impl FeeTerms {
    /// 250 basis points without bounds (IQ-28).
    pub fn platform_default() -> Self {
        let rate = FeeRate::from_basis_points(DEFAULT_BASIS_POINTS).expect("2.5 % is less than the whole");
        Self { rate, bounds: vec![] }
    }

    /// Refuses two bounds of one currency, and more than 50.
    pub fn new(rate: FeeRate, mut bounds: Vec<FeeBounds>) -> Result<Self, PaymentError> {
        let currencies: HashSet<_> = bounds.iter().map(|bounds| bounds.currency).collect();
        if currencies.len() < bounds.len() || bounds.len() > BOUNDS_MAX {
            return Err(InputError::new("bounds", "must be of different currencies, 50 at most").into());
        }
        bounds.sort_by_key(|bounds| bounds.currency.code());
        Ok(Self { rate, bounds })
    }

    /// What the platform keeps of an amount: its share by the rate, moved into the bounds of its currency, and never
    /// more than the amount. What is left is the expert's (IQ-28).
    #[must_use]
    pub fn fee(&self, amount: Money) -> Money {
        let share = amount.fee(self.rate).minor();
        let bounds = self.bounds.iter().find(|bounds| bounds.currency == amount.currency());
        let (least, most) = bounds.map_or((0, i64::MAX), FeeBounds::in_minor);
        let minor = share.max(least).min(most).min(amount.minor());
        Money::from_minor(minor, amount.currency()).expect("the least of amounts is one")
    }

    pub const fn rate(&self) -> FeeRate {
        self.rate
    }

    pub fn bounds(&self) -> &[FeeBounds] {
        &self.bounds
    }
}

impl FeeBounds {
    /// One of the two at least, of one currency, and a minimum that is no more than the maximum.
    pub fn new(minimum: Option<Money>, maximum: Option<Money>) -> Result<Self, PaymentError> {
        let malformed = |reason| PaymentError::from(InputError::new("bounds", reason));
        if let Some((minimum, maximum)) = minimum.zip(maximum)
            && minimum.checked_min(maximum)? != minimum
        {
            return Err(malformed("must have a minimum that is no more than the maximum"));
        }
        let currency = minimum.or(maximum).ok_or_else(|| malformed("must have a minimum or a maximum"))?.currency();
        Ok(Self { currency, minimum, maximum })
    }

    pub const fn currency(&self) -> Currency {
        self.currency
    }

    pub const fn minimum(&self) -> Option<Money> {
        self.minimum
    }

    pub const fn maximum(&self) -> Option<Money> {
        self.maximum
    }

    fn in_minor(&self) -> (i64, i64) {
        (self.minimum.map_or(0, Money::minor), self.maximum.map_or(i64::MAX, Money::minor))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(minor: i64, currency: Currency) -> Money {
        Money::from_minor(minor, currency).unwrap()
    }

    fn usd(minor: i64) -> Money {
        money(minor, Currency::USD)
    }

    fn terms(points: u16, bounds: Vec<FeeBounds>) -> FeeTerms {
        FeeTerms::new(FeeRate::from_basis_points(points).unwrap(), bounds).unwrap()
    }

    /// Holds G-19: 2.5 %, at least 1.00 and at most 50.00; never more than there is.
    #[test]
    fn a_fee_stays_within_its_bounds() {
        let terms = terms(250, vec![FeeBounds::new(Some(usd(100)), Some(usd(5_000))).unwrap()]);
        let fees = [1, 99, 100, 3_999, 4_000, 4_020, 199_999, 200_000, 10_000_000].map(|minor| terms.fee(usd(minor)));
        assert_eq!(fees, [1, 99, 100, 100, 100, 101, 5_000, 5_000, 5_000].map(usd));
    }

    /// Holds G-19: bounds are of a currency, and no rate of exchange is guessed; yen have no decimal places and Kuwaiti
    /// dinars three.
    #[test]
    fn bounds_are_of_one_currency() {
        let (yen, dinars) = (|minor| money(minor, Currency::JPY), |minor| money(minor, Currency::KWD));
        let bounds = [FeeBounds::new(Some(yen(150)), None), FeeBounds::new(None, Some(dinars(1_500)))];
        let terms = terms(250, bounds.map(Result::unwrap).to_vec());
        assert_eq!([100, 6_000, 6_020].map(|minor| terms.fee(yen(minor))), [100, 150, 151].map(yen));
        assert_eq!([20, 60_000, 60_020].map(|minor| terms.fee(dinars(minor))), [1, 1_500, 1_500].map(dinars));
        assert_eq!(terms.fee(usd(20)), usd(1));
    }

    #[test]
    fn bounds_that_say_nothing_or_contradict_are_refused() {
        assert!(FeeBounds::new(None, None).is_err());
        assert!(FeeBounds::new(Some(usd(2)), Some(usd(1))).is_err());
        assert!(FeeBounds::new(Some(usd(1)), Some(money(2, Currency::EUR))).is_err());
        let twice = vec![FeeBounds::new(Some(usd(1)), None).unwrap(), FeeBounds::new(None, Some(usd(9))).unwrap()];
        assert!(FeeTerms::new(FeeRate::from_basis_points(250).unwrap(), twice).is_err());
    }

    proptest! {
        /// Holds IQ-28 and G-19: whatever the terms, the fee and the net add up to the amount, a greater amount never
        /// has a lower fee, and within the bounds the fee is the rate's.
        #[test]
        fn a_fee_is_a_part_of_its_amount(
            minor in 0..=i64::MAX, more in 0..1_000_000_i64, points in 0..=10_000_u16,
            least in prop::option::of(0..1_000_000_i64), room in prop::option::of(0..1_000_000_000_i64),
        ) {
            let most = room.map(|room| room + least.unwrap_or_default());
            let bounds = FeeBounds::new(least.map(usd), most.map(usd)).into_iter().collect();
            let (terms, amount) = (terms(points, bounds), usd(minor));
            let fee = terms.fee(amount);
            prop_assert_eq!(fee.checked_add(amount.checked_sub(fee).unwrap()), Ok(amount));
            prop_assert!(terms.fee(usd(minor.saturating_add(more))).minor() >= fee.minor());
            let share = amount.fee(terms.rate()).minor();
            if least.unwrap_or_default() <= share && share <= most.unwrap_or(i64::MAX) {
                prop_assert_eq!(fee.minor(), share);
            }
        }
    }
}
