//! Hungary. Source: Act 2003/92 (Art.) on the adóazonosító jel and the adószám; VIES; the company register.

use super::{Check, Rules, are_digits, digits, weighted};

pub const RULES: Rules = Rules { person, entity, vat, register };

/// Ten digits that begin with 8; each times its place, the last what is left by eleven.
fn person(number: &[u8]) -> Check {
    let fits = |digits: [u32; 10]| digits[0] == 8 && weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == digits[9];
    Check::only_if(digits::<10>(number).is_some_and(fits))
}

/// The eight digits of VAT; in full three more, for the kind of tax and the county.
fn entity(number: &[u8]) -> Check {
    let (root, kind) = number.split_at_checked(8).unwrap_or((number, b""));
    let is_kind = kind.is_empty() || kind.len() == 3 && are_digits(kind) && (b'1'..=b'5').contains(&kind[0]);
    Check::only_if(is_kind).max(vat(root))
}

fn vat(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| weighted(&digits, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10);
    Check::only_if(digits::<8>(number).is_some_and(fits))
}

/// The court, the form of company, and six digits.
fn register(number: &[u8]) -> Check {
    let court = digits::<10>(number).map(|digits| digits[0] * 10 + digits[1]);
    Check::only_if(court.is_some_and(|court| (1..=20).contains(&court)))
}
