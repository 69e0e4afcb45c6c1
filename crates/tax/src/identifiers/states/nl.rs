//! The Netherlands. Source: Wet algemene bepalingen burgerservicenummer; Belastingdienst on RSIN and the
//! btw-identificatienummer since 2020; Kamer van Koophandel.

use super::{Check, Rules, are_digits, digits, value, weighted};

pub const RULES: Rules = Rules { person: bsn, entity: bsn, vat, register };

/// BSN of persons and RSIN of firms: nine digits that pass the test of eleven; leading zeros may be left out.
fn bsn(number: &[u8]) -> Check {
    let padded = [&[b'0'; 9][..9_usize.saturating_sub(number.len())], number].concat();
    Check::only_if(number.len() >= 7 && passes_eleven(&padded))
}

fn passes_eleven(number: &[u8]) -> bool {
    let Some([head @ .., check]) = digits::<9>(number) else { return false };
    value(&head) * 10 + u64::from(check) > 0 && weighted(&head, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == check
}

/// Nine digits, B, and two more: a firm's RSIN by the test of eleven, or, of people who trade, checked by ISO 7064,
/// MOD 97-10, over NL and the whole.
fn vat(number: &[u8]) -> Check {
    let (root, suffix) = number.split_at_checked(9).unwrap_or((number, b""));
    let [b'B', part @ ..] = suffix else { return Check::Invalid };
    let (Some(nine), Some(part)) = (digits::<9>(root), digits::<2>(part)) else { return Check::Invalid };
    let (nine, suffix) = (value(&nine), value(&part));
    let with_letters = (23_210_000_000_000_000 + nine * 10_000 + 1100 + suffix) % 97; // N, L and B are 23, 21 and 11.
    Check::only_if(nine > 0 && suffix > 0 && (passes_eleven(root) || with_letters == 1))
}

/// Eight digits of the Kamer van Koophandel; they have no check digit.
fn register(number: &[u8]) -> Check {
    Check::only_if(number.len() == 8 && are_digits(number))
}
