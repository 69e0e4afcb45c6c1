//! Denmark. Source: CPR-kontoret, the personal number; Erhvervsstyrelsen, the CVR number.

use super::{Check, Rules, digits, is_date, two, weighted};

pub const RULES: Rules = Rules { person, entity: cvr, vat: cvr, register: cvr };

/// Day, month and year of birth, a digit that tells the century, three more. Since 2007 numbers are given that the
/// old rule of eleven does not fit, so it is not looked at.
fn person(number: &[u8]) -> Check {
    let Some(digits) = digits::<10>(number) else { return Check::Invalid };
    let year = two(digits[4], digits[5]);
    let century = match (digits[6], year) {
        (5..=8, 58..) => 1800,
        (0..=3, _) | (4 | 9, 37..) => 1900,
        _ => 2000,
    };
    Check::only_if(is_date(century + year, two(digits[2], digits[3]), two(digits[0], digits[1])))
}

/// Eight digits, not 0 first, weighted a multiple of eleven.
fn cvr(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| digits[0] != 0 && weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    Check::only_if(digits::<8>(number).is_some_and(fits))
}
