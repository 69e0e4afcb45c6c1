//! Luxembourg. Source: Centre des technologies de l'information de l'État, the matricule since 2014; VIES; Registre
//! de commerce et des sociétés.

use super::{Check, Rules, Suspicion, are_digits, digits, is_date, is_luhn, is_verhoeff, two, value};

pub const RULES: Rules = Rules { person, entity, vat, register };

/// Date of birth, three digits, and two check digits over the first eleven: Luhn's, and Verhoeff's.
fn person(number: &[u8]) -> Check {
    let Some(digits) = digits::<13>(number) else { return Check::Invalid };
    let year = two(digits[0], digits[1]) * 100 + two(digits[2], digits[3]);
    let mut verhoeff = [0; 12];
    verhoeff[..11].copy_from_slice(&digits[..11]);
    verhoeff[11] = digits[12];
    let is_born = is_date(year, two(digits[4], digits[5]), two(digits[6], digits[7]));
    Check::only_if(is_born && is_luhn(&digits[..12]) && is_verhoeff(&verhoeff))
}

/// Eleven digits that begin with the year of foundation; what checks them is not published.
fn entity(number: &[u8]) -> Check {
    let year = digits::<11>(number).map(|digits| value(&digits[..4]));
    let is_year = year.is_some_and(|year| (1800..2100).contains(&year));
    Check::Doubtful(Suspicion::NoRule).max(Check::only_if(is_year))
}

/// Eight digits, the last two what is left of the first six by 89.
fn vat(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| value(&digits[..6]) % 89 == value(&digits[6..]);
    Check::only_if(digits::<8>(number).is_some_and(fits))
}

/// A letter for the kind of body, and one to six digits.
fn register(number: &[u8]) -> Check {
    let Some((b'A'..=b'K', digits)) = number.split_first() else { return Check::Invalid };
    Check::only_if((1..=6).contains(&digits.len()) && are_digits(digits))
}
