//! The provider counts some currencies in other units than ISO 4217 does.

use kernel::{Money, MoneyError, currency};

/// How many decimal places it counts, where ISO 4217 says otherwise: kept from when these currencies had cents, or
/// because nobody uses theirs.
const OTHERWISE: [(&str, u32); 3] = [("ISK", 2), ("MGA", 0), ("UGX", 2)];
/// What it takes in tens only, because cards do: the last of three decimal places is zero.
const THREE_PLACES: u16 = 3;

/// An amount that it cannot take.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("the provider cannot take {0}: it counts in larger units")]
    TooPrecise(Money),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The provider's number for an amount. Refuses what it cannot express instead of rounding it.
pub fn written(amount: Money) -> Result<i64, UnitError> {
    let (code, minor) = (amount.currency().code(), amount.minor());
    let exponent = amount.currency().exponent();
    let Some(places) = exponent else { return Err(UnitError::TooPrecise(amount)) };
    let unit = match OTHERWISE.iter().find(|(other, _)| *other == code) {
        Some((_, theirs)) if *theirs >= u32::from(places) => {
            let factor = 10_i64.pow(theirs - u32::from(places));
            return minor.checked_mul(factor).ok_or(MoneyError::TooLarge.into());
        }
        Some((_, theirs)) => 10_i64.pow(u32::from(places) - theirs),
        None => 1,
    };
    let step = if places == THREE_PLACES { 10 } else { unit };
    if minor % step == 0 { Ok(minor / unit) } else { Err(UnitError::TooPrecise(amount)) }
}

/// The amount that its number stands for. Refuses what the currency cannot express.
pub fn read(number: i64, code: &str) -> Result<Money, UnitError> {
    let code = code.to_uppercase();
    let places = u32::from(currency(&code)?.exponent().unwrap_or_default());
    let Some((_, theirs)) = OTHERWISE.iter().find(|(other, _)| *other == code) else {
        return Ok(Money::from_columns(number, &code)?);
    };
    if *theirs < places {
        let minor = number.checked_mul(10_i64.pow(places - theirs)).ok_or(MoneyError::TooLarge)?;
        return Ok(Money::from_columns(minor, &code)?);
    }
    let unit = 10_i64.pow(theirs - places);
    if number % unit == 0 {
        return Ok(Money::from_columns(number / unit, &code)?);
    }
    Err(UnitError::Money(MoneyError::TooPrecise(currency(&code)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(minor: i64, code: &str) -> Money {
        Money::from_columns(minor, code).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        for code in ["USD", "EUR", "JPY", "KRW", "KWD", "BHD", "ISK", "UGX", "MGA", "VND", "CLP"] {
            for minor in [0, 1, 10, 99, 100, 1_234_560, 999_999_900] {
                let Ok(number) = written(of(minor, code)) else { continue };
                assert_eq!(read(number, &code.to_lowercase()), Ok(of(minor, code)), "{minor} {code}");
            }
        }
    }

    /// What the provider documents of each.
    #[test]
    fn a_currency_is_counted_as_the_provider_counts_it() {
        let numbers = [
            ("USD", 1_050, 1_050),
            ("JPY", 1_050, 1_050),
            ("KWD", 10_500, 10_500),
            ("ISK", 1_050, 105_000),
            ("UGX", 5, 500),
            ("MGA", 1_000, 10),
        ];
        for (code, minor, number) in numbers {
            assert_eq!(written(of(minor, code)), Ok(number), "{code}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_refused_and_never_rounded() {
        for (minor, code) in [(10_505, "KWD"), (1, "MGA"), (1, "XAU")] {
            assert_eq!(written(of(minor, code)), Err(UnitError::TooPrecise(of(minor, code))));
        }
        assert!(read(105_001, "isk").is_err());
        assert!(read(-1, "usd").is_err());
        assert!(read(1, "usdx").is_err());
        assert_eq!(written(of(i64::MAX, "ISK")), Err(UnitError::Money(MoneyError::TooLarge)));
    }
}
