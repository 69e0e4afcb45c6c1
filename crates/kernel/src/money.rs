use std::fmt;

use iso_currency::Currency;
use rust_decimal::{Decimal, prelude::ToPrimitive};

const BASIS_POINTS_PER_WHOLE: u16 = 10_000;

/// An amount of one currency, counted in minor units (cents, yen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64, // Invariant: never negative.
    currency: Currency,
}

/// A share of an amount, in basis points: 250 is 2.5 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeRate(u16); // Invariant: at most 10 000, so that a fee never exceeds its amount.

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount cannot be negative")]
    Negative,
    #[error("{} does not have that many decimal places", .0.code())]
    TooPrecise(Currency),
    #[error("the amount is too large")]
    TooLarge,
    #[error("the amount is not a decimal number")]
    Unreadable,
    #[error("cannot combine {} with {}", .0.code(), .1.code())]
    CurrencyMismatch(Currency, Currency),
    #[error("{0:?} is no ISO 4217 code")]
    UnknownCurrency(String),
    #[error("a fee rate is at most 10000 basis points")]
    RateTooHigh,
}

impl Money {
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor < 0 { Err(MoneyError::Negative) } else { Ok(Self { minor, currency }) }
    }

    /// Reads an amount in major units; refuses what the currency cannot express instead of rounding it.
    pub fn from_major(major: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = Decimal::from(10_i64.pow(scale(currency))).checked_mul(major).ok_or(MoneyError::TooLarge)?;
        if !scaled.fract().is_zero() {
            return Err(MoneyError::TooPrecise(currency));
        }
        Self::from_minor(scaled.to_i64().ok_or(MoneyError::TooLarge)?, currency)
    }

    /// Reads an amount of a row: its minor units and the code beside them.
    pub fn from_columns(minor: i64, code: &str) -> Result<Self, MoneyError> {
        Self::from_minor(minor, currency(code)?)
    }

    pub fn to_major(self) -> Decimal {
        Decimal::new(self.minor, scale(self.currency))
    }

    pub const fn minor(self) -> i64 {
        self.minor
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(Self { minor: self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?, ..self })
    }

    /// Refuses to go below zero.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::from_minor(self.minor.checked_sub(other.minor).ok_or(MoneyError::TooLarge)?, self.currency)
    }

    /// The smaller of the two: how much of a debt an amount can repay.
    pub fn checked_min(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(Self { minor: self.minor.min(other.minor), ..self })
    }

    /// The fee on this amount, half a minor unit rounding up (IQ-28). The net is what is left, so that
    /// `fee + net == amount` holds for every amount and rate.
    #[must_use]
    pub fn fee(self, rate: FeeRate) -> Self {
        self.portion(i128::from(rate.0), i128::from(BASIS_POINTS_PER_WHOLE))
    }

    /// The part of this amount that falls to `part` of `whole`, half up. Given the *cumulative* part each
    /// time and subtracting what was taken before, the parts of a partial collection add up exactly.
    pub fn share(self, part: Self, whole: Self) -> Result<Self, MoneyError> {
        part.same_currency(whole)?;
        if whole.is_zero() || part.minor > whole.minor {
            return Err(MoneyError::TooLarge);
        }
        Ok(self.portion(i128::from(part.minor), i128::from(whole.minor)))
    }

    /// `minor * part / whole`, half up. Callers keep `0 <= part <= whole` and `whole > 0`; then nothing
    /// overflows in 128 bits and the result is at most `minor`.
    fn portion(self, part: i128, whole: i128) -> Self {
        let minor = (2 * i128::from(self.minor) * part + whole) / (2 * whole);
        Self { minor: i64::try_from(minor).expect("a portion is at most its whole"), ..self }
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch(self.currency, other.currency))
    }
}

impl FeeRate {
    pub const fn from_basis_points(points: u16) -> Result<Self, MoneyError> {
        if points > BASIS_POINTS_PER_WHOLE { Err(MoneyError::RateTooHigh) } else { Ok(Self(points)) }
    }

    pub const fn basis_points(self) -> u16 {
        self.0
    }
}

/// The currency of an ISO 4217 code in capitals.
pub fn currency(code: &str) -> Result<Currency, MoneyError> {
    Currency::from_code(code).ok_or_else(|| MoneyError::UnknownCurrency(code.to_owned()))
}

/// How many decimal places the minor unit stands for; units without one (gold) count in whole ones.
fn scale(currency: Currency) -> u32 {
    currency.exponent().map_or(0, u32::from)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_major(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use proptest::{
        prelude::RngExt,
        test_runner::{RngAlgorithm, TestRng},
    };
    use rust_decimal::RoundingStrategy;

    use super::*;

    const AMOUNTS: [i64; 8] = [0, 1, 19, 20, 123_456, 999_999_999, i64::MAX - 1, i64::MAX];

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    #[test]
    fn a_fee_and_its_net_add_up_to_the_amount() {
        for amount in AMOUNTS.map(usd) {
            for points in [0, 1, 250, 1_500, 9_999, 10_000] {
                let fee = amount.fee(FeeRate::from_basis_points(points).unwrap());
                assert_eq!(fee.checked_add(amount.checked_sub(fee).unwrap()), Ok(amount));
            }
        }
    }

    #[test]
    fn half_a_minor_unit_of_fee_rounds_up() {
        let platform = FeeRate::from_basis_points(250).unwrap();
        let fees = [123_456, 20, 19, 0].map(|minor| usd(minor).fee(platform).minor());
        assert_eq!(fees, [3_086, 1, 0, 0]);
    }

    #[test]
    fn cumulative_shares_add_up_to_the_fee() {
        let (amount, fee) = (usd(123_456), usd(3_086));
        for first in [1, 40_000, 61_728, 123_455].map(usd) {
            let taken = fee.share(first, amount).unwrap();
            let rest = fee.share(amount, amount).unwrap().checked_sub(taken).unwrap();
            assert_eq!(taken.checked_add(rest), Ok(fee));
        }
    }

    #[test]
    fn an_amount_the_currency_cannot_express_is_refused() {
        assert_eq!(
            Money::from_major(Decimal::new(10_005, 3), Currency::USD),
            Err(MoneyError::TooPrecise(Currency::USD))
        );
        assert_eq!(Money::from_major(Decimal::new(15, 1), Currency::JPY), Err(MoneyError::TooPrecise(Currency::JPY)));
        assert_eq!(Money::from_major(Decimal::new(-1, 0), Currency::USD), Err(MoneyError::Negative));
        assert_eq!(Money::from_major(Decimal::new(10_500, 3), Currency::USD), Ok(usd(1_050)));
    }

    #[test]
    fn arithmetic_is_checked() {
        assert_eq!(usd(i64::MAX).checked_add(usd(1)), Err(MoneyError::TooLarge));
        assert_eq!(usd(1).checked_sub(usd(2)), Err(MoneyError::Negative));
        assert!(usd(1).checked_add(Money::zero(Currency::EUR)).is_err());
    }

    /// Holds IQ-28, G-45 and invariant 3 a million times: every fee is what decimal arithmetic says, of small amounts as
    /// of the greatest, and a cut of the amount cuts the fee in two parts that are the fee.
    #[test]
    fn a_million_fees_are_what_decimal_arithmetic_says() {
        let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        for _ in 0..1_000_000 {
            let most = i64::MAX >> random.random_range(0..62);
            let amount = usd(random.random_range(1..=most));
            let points = random.random_range(0..=10_000_u16);
            let fee = amount.fee(FeeRate::from_basis_points(points).unwrap());
            let exact = Decimal::from(amount.minor()) * Decimal::new(points.into(), 4);
            let expected = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            assert_eq!(Decimal::from(fee.minor()), expected, "{amount} at {points}");

            let cut = usd(random.random_range(0..=amount.minor()));
            let first = fee.share(cut, amount).unwrap();
            let second = fee.share(amount, amount).unwrap().checked_sub(first).unwrap();
            assert_eq!((first.checked_add(second), first.minor() <= cut.minor()), (Ok(fee), true), "{amount}, {cut}");
        }
    }

    proptest::proptest! {
        /// Holds IQ-28 and invariant 3 against decimal arithmetic, for any amount and rate.
        #[test]
        fn the_fee_is_the_half_up_share_for_every_amount(minor in 0..=i64::MAX, points in 0..=10_000_u16) {
            let (amount, rate) = (usd(minor), FeeRate::from_basis_points(points).unwrap());
            let exact = Decimal::from(minor) * Decimal::from(points) / Decimal::from(10_000);
            let expected = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            let fee = amount.fee(rate);
            proptest::prop_assert_eq!(Decimal::from(fee.minor()), expected);
            proptest::prop_assert_eq!(fee.checked_add(amount.checked_sub(fee).unwrap()), Ok(amount));
        }

        /// However an amount is cut, the parts' fees add up to the fee.
        #[test]
        fn the_parts_of_a_split_add_up_to_the_whole(cuts in proptest::collection::vec(1..=1_000_000_i64, 1..8)) {
            let whole = usd(cuts.iter().sum());
            let fee = whole.fee(FeeRate::from_basis_points(250).unwrap());
            let (mut done, mut taken) = (usd(0), usd(0));
            for part in cuts.into_iter().map(usd) {
                let next = done.checked_add(part).unwrap();
                let earned = fee.share(next, whole).unwrap().checked_sub(fee.share(done, whole).unwrap()).unwrap();
                (done, taken) = (next, taken.checked_add(earned).unwrap());
            }
            proptest::prop_assert_eq!(taken, fee);
        }
    }
}
