//! Bulgaria. Source: ordinances on the EGN, the personal number of foreigners and the EIK (BULSTAT); VIES for VAT.

use super::{Check, Rules, digits, is_date, two, weighted};

pub const RULES: Rules = Rules { person, entity: eik, vat, register: eik };

/// EGN, or the number of a foreigner.
fn person(number: &[u8]) -> Check {
    Check::only_if(digits::<10>(number).is_some_and(|digits| is_egn(&digits) || is_foreigner(&digits)))
}

/// Month + 20: born before 1900, + 40: from 2000 on.
fn is_egn(digits: &[u32; 10]) -> bool {
    let (year, month, day) = (two(digits[0], digits[1]), two(digits[2], digits[3]), two(digits[4], digits[5]));
    let is_born = match month {
        41.. => is_date(2000 + year, month - 40, day),
        21..=40 => is_date(1800 + year, month - 20, day),
        0..=20 => is_date(1900 + year, month, day),
    };
    is_born && weighted(digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digits[9]
}

fn is_foreigner(digits: &[u32; 10]) -> bool {
    weighted(digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == digits[9]
}

/// Nine digits; a branch has four more, which are not looked at.
fn eik(number: &[u8]) -> Check {
    let (firm, branch) = number.split_at_checked(9).unwrap_or((number, b""));
    let is_branch = branch.is_empty() || branch.len() == 4 && super::are_digits(branch);
    let Some(digits) = digits::<9>(firm).filter(|_| is_branch) else { return Check::Invalid };
    let check = match weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weighted(&digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        check => check,
    };
    Check::only_if(check == digits[8])
}

/// That of a firm has nine digits, that of a person or of somebody from abroad ten.
fn vat(number: &[u8]) -> Check {
    let Some(digits) = digits::<10>(number) else { return Check::only_if(number.len() == 9).max(eik(number)) };
    let is_other = (11 - weighted(&digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == digits[9];
    person(number).or(Check::only_if(is_other))
}
