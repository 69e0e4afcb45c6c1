//! The United States. Source: Social Security Administration, numbers that are never given; IRS, ITIN ranges and
//! valid EIN prefixes. There is no VAT, and each state has a register of its own.

use super::{Check, Rules, Suspicion, digits, value};

pub const RULES: Rules = Rules { person, entity: ein, vat: none, register: of_state };

/// Social security number or, of people who have none, ITIN.
fn person(number: &[u8]) -> Check {
    let Some(digits) = digits::<9>(number) else { return Check::Invalid };
    let (area, group, serial) = (value(&digits[..3]), value(&digits[3..5]), value(&digits[5..]));
    Check::only_if(match area {
        0 | 666 => false,
        900.. => matches!(group, 70..=88 | 90..=92 | 94..=99),
        _ => group > 0 && serial > 0,
    })
}

/// Two digits of the campus and seven more. A campus that the IRS's list lacks is asked about.
fn ein(number: &[u8]) -> Check {
    let Some(digits) = digits::<9>(number) else { return Check::Invalid };
    let is_listed =
        !matches!(value(&digits[..2]), 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97);
    Check::doubtful_unless(is_listed, Suspicion::Unusual)
}

fn none(_: &[u8]) -> Check {
    Check::Invalid
}

fn of_state(number: &[u8]) -> Check {
    let has_digit = number.iter().any(u8::is_ascii_digit);
    Check::Doubtful(Suspicion::NoRule).max(Check::only_if(has_digit))
}
