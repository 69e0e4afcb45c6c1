//! Malta. Source: European Commission, country sheet of Malta (identity card, or the tax office's nine digits);
//! VIES; Malta Business Registry.

use super::{Check, Rules, Suspicion, are_digits, digits, value, weighted};

pub const RULES: Rules = Rules { person, entity: tax_office, vat, register };

/// An identity card's up to seven digits and letter, or nine digits of the tax office. Neither has a check digit.
fn person(number: &[u8]) -> Check {
    let Some((letter, head)) = number.split_last() else { return Check::Invalid };
    let is_card = (3..=7).contains(&head.len()) && are_digits(head) && b"APMGLHBZ".contains(letter);
    if !is_card {
        return tax_office(number);
    }
    let padded = head.iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
    let (serial, year) = (padded / 100, padded % 100);
    let is_issued = match letter {
        b'A' | b'P' => year % 10 > 0,
        _ => serial <= 32_000 && serial != year,
    };
    Check::doubtful_unless(is_issued, Suspicion::DisputedRule)
}

/// Nine digits that begin with the same two, 11 to 88.
fn tax_office(number: &[u8]) -> Check {
    let fits = |digits: [u32; 9]| digits[0] == digits[1] && (1..=8).contains(&digits[0]);
    Check::doubtful_unless(digits::<9>(number).is_some_and(fits), Suspicion::Unusual)
        .max(Check::only_if(number.len() == 9 && are_digits(number)))
}

/// Eight digits, not 0 first, weighted a multiple of 37.
fn vat(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| {
        value(&digits) >= 10_000_000 && weighted(&digits, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)
    };
    Check::only_if(digits::<8>(number).is_some_and(fits))
}

/// C for companies, other letters for other bodies, and one to six digits.
fn register(number: &[u8]) -> Check {
    let digits = number.iter().position(u8::is_ascii_digit).map_or(&b""[..], |at| &number[at..]);
    let kind = &number[..number.len() - digits.len()];
    let is_kind = (1..=3).contains(&kind.len()) && kind.iter().all(u8::is_ascii_uppercase);
    Check::only_if(is_kind && digits.len() <= 6 && are_digits(digits))
}
