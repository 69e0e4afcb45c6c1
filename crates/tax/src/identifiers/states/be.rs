//! Belgium. Source: Rijksregister, construction of the national and the BIS number; Kruispuntbank van
//! Ondernemingen for the enterprise number, which is the VAT number too.

use super::{Check, Rules, digits, two, value};

pub const RULES: Rules = Rules { person: national, entity: enterprise, vat: enterprise, register: enterprise };

/// Born in the year, month and day; three digits; and what is left of 97. A month raised by 20 or 40 is a BIS
/// number's; month 0, and a day that the month lacks, stand where the day of birth is not known. From 2000 on a 2 is
/// put before the number for the check.
fn national(number: &[u8]) -> Check {
    let Some(all @ [.., tens, ones]) = digits::<11>(number) else { return Check::Invalid };
    let fits = |century: u64| 97 - (century * 1_000_000_000 + value(&all[..9])) % 97 == u64::from(two(tens, ones));
    let month = two(all[2], all[3]);
    let has_month = month <= 12 || (20..=32).contains(&month) || (40..=52).contains(&month);
    Check::only_if(value(&all) > 0 && has_month && (fits(0) || fits(2)))
}

/// Ten digits, the first 0 or 1, the last two what is left of 97. The older nine lack the first.
fn enterprise(number: &[u8]) -> Check {
    let Some(digits) = digits::<10>(number).or_else(|| digits::<9>(number).map(with_zero)) else {
        return Check::Invalid;
    };
    let check = u64::from(two(digits[8], digits[9]));
    Check::only_if(digits[0] < 2 && value(&digits) > 0 && (value(&digits[..8]) + check).is_multiple_of(97))
}

fn with_zero(nine: [u32; 9]) -> [u32; 10] {
    let mut ten = [0; 10];
    ten[1..].copy_from_slice(&nine);
    ten
}
