//! Sweden. Source: Skatteverket, SKV 704 (personnummer) and SKV 707 (samordningsnummer); Bolagsverket.

use super::{Check, Rules, digits, is_date, is_luhn, two};

pub const RULES: Rules = Rules { person, entity: organisation, vat, register: organisation };

/// Ten digits, perhaps with the century before and, of people older than a hundred, a + within. Of a coordination
/// number the day is raised by 60.
fn person(number: &[u8]) -> Check {
    let number: Vec<u8> = number.iter().copied().filter(|byte| *byte != b'+').collect();
    let (century, ten) = if number.len() == 12 { number.split_at(2) } else { (&b""[..], &number[..]) };
    let Some(digits) = digits::<10>(ten).filter(is_ten_by_luhn) else { return Check::Invalid };
    let (year, month, day) = (two(digits[0], digits[1]), two(digits[2], digits[3]), two(digits[4], digits[5]));
    let day = if day > 60 { day - 60 } else { day };
    Check::only_if(match century {
        b"" => is_date(1900 + year, month, day) || is_date(2000 + year, month, day),
        b"18" => is_date(1800 + year, month, day),
        b"19" => is_date(1900 + year, month, day),
        b"20" => is_date(2000 + year, month, day),
        _ => false,
    })
}

fn is_ten_by_luhn(digits: &[u32; 10]) -> bool {
    is_luhn(digits)
}

fn organisation(number: &[u8]) -> Check {
    Check::only_if(digits::<10>(number).is_some_and(|digits| is_luhn(&digits)))
}

/// The number of the firm or person, and 01.
fn vat(number: &[u8]) -> Check {
    number.strip_suffix(b"01").map_or(Check::Invalid, organisation)
}
