//! Slovenia. Source: Zakon o davčni službi, the davčna številka of persons and firms; AJPES, the matična številka.

use super::{Check, Rules, digits, weighted};

pub const RULES: Rules = Rules { person: tax_number, entity: tax_number, vat: tax_number, register };

/// Eight digits, not 0 first. Where the check would be eleven the number is not given.
fn tax_number(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| match 11 - weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
        10 => digits[7] == 0,
        check => digits[0] > 0 && check == digits[7],
    };
    Check::only_if(digits::<8>(number).is_some_and(|digits| digits[0] > 0 && fits(digits)))
}

/// Six digits and a check digit, which is never that of a rest of nothing; a part of a firm has three characters more.
fn register(number: &[u8]) -> Check {
    let (firm, part) = number.split_at_checked(7).unwrap_or((number, b""));
    let is_part = match part {
        [] => true,
        [first, rest @ ..] => first.is_ascii_alphanumeric() && digits::<2>(rest).is_some(),
    };
    let fits = |digits: [u32; 7]| match weighted(&digits, &[7, 6, 5, 4, 3, 2]) % 11 {
        0 => false,
        rest => (11 - rest) % 10 == digits[6],
    };
    Check::only_if(is_part && digits::<7>(firm).is_some_and(fits))
}
