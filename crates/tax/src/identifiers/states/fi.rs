//! Finland. Source: Digi- ja väestötietovirasto, the personal identity code and its signs since 2023;
//! Patentti- ja rekisterihallitus, the business ID.

use super::{Check, Rules, Suspicion, digits, is_date, letter, two, value, weighted};

pub const RULES: Rules = Rules { person, entity: business, vat: business, register: business };

/// Day, month and year of birth, a sign for the century, three digits and a check character. The hyphen of the last
/// century is not kept when a number is compacted. From 900 on it was given for a time only.
fn person(number: &[u8]) -> Check {
    let (date, rest) = number.split_at_checked(6).unwrap_or((number, b""));
    let (century, rest) = match rest {
        [b'+', rest @ ..] => (1800, rest),
        [b'U'..=b'Y', rest @ ..] => (1900, rest),
        [b'A'..=b'F', rest @ ..] => (2000, rest),
        _ => (1900, rest),
    };
    let Some((check, serial)) = rest.split_last() else { return Check::Invalid };
    let (Some(date), Some(serial)) = (digits::<6>(date), digits::<3>(serial)) else { return Check::Invalid };
    let is_born = is_date(century + two(date[4], date[5]), two(date[2], date[3]), two(date[0], date[1]));
    let place = value(&date) * 1000 + value(&serial);
    if !is_born || value(&serial) < 2 || letter(b"0123456789ABCDEFHJKLMNPRSTUVWXY", place) != Some(*check) {
        return Check::Invalid;
    }
    Check::doubtful_unless(value(&serial) < 900, Suspicion::Unusual)
}

/// Eight digits, weighted a multiple of eleven; the VAT number is the same.
fn business(number: &[u8]) -> Check {
    let fits = |digits: [u32; 8]| weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11);
    Check::only_if(digits::<8>(number).is_some_and(fits))
}
