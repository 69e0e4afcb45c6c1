//! Romania. Source: Ministerul Afacerilor Interne, the CNP; ANAF, the CUI; ONRC, the trade register and its form
//! since July 2024.

use super::{Check, Rules, Suspicion, are_digits, digits, is_date, two, value, weighted};

pub const RULES: Rules = Rules { person, entity: cui, vat, register };

/// Sex and century, date of birth, county, three digits, a check digit. The European Commission's paper knows no
/// check digit, so what breaks it goes to a reviewer, as does a county that is not on the list.
fn person(number: &[u8]) -> Check {
    let Some(digits) = digits::<13>(number) else { return Check::Invalid };
    let century = match digits[0] {
        0 => return Check::Invalid,
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => 1900,
    };
    if !is_date(century + two(digits[1], digits[2]), two(digits[3], digits[4]), two(digits[5], digits[6])) {
        return Check::Invalid;
    }
    let check = match weighted(&digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        check => check,
    };
    let is_county = matches!(two(digits[7], digits[8]), 1..=48 | 51 | 52 | 70 | 80..=83);
    Check::doubtful_unless(is_county && check == digits[12], Suspicion::DisputedRule)
}

/// Two to ten digits, not 0 first, the last a check digit; perhaps after RO.
fn cui(number: &[u8]) -> Check {
    let number = number.strip_prefix(b"RO").unwrap_or(number);
    let padded = [&[b'0'; 10][..10_usize.saturating_sub(number.len())], number].concat();
    let Some(digits) = digits::<10>(&padded).filter(|_| number.len() > 1 && number[0] != b'0') else {
        return Check::Invalid;
    };
    Check::only_if(weighted(&digits, &[7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10 % 11 % 10 == digits[9])
}

/// A person who trades may use the CNP.
fn vat(number: &[u8]) -> Check {
    if number.len() == 13 { person(number) } else { cui(number) }
}

/// J, F or C; then county, serial number and year, as until 2024, or year, serial number, county and a check digit.
fn register(number: &[u8]) -> Check {
    let Some((kind @ (b'J' | b'F' | b'C'), rest)) = number.split_first() else { return Check::Invalid };
    let Some(digits) = digits::<13>(rest) else {
        return Check::only_if((6..=11).contains(&rest.len()) && are_digits(rest));
    };
    let sum = u32::from(kind % 10) + digits[..12].iter().sum::<u32>();
    Check::only_if((1990..2100).contains(&value(&digits[..4])) && sum % 10 == digits[12])
}
