//! Greece, EL in VAT numbers. Source: AADE, the ΑΦΜ, which persons and firms have; GEMI for the register.

use super::{Check, Rules, are_digits, digits};

pub const RULES: Rules = Rules { person: afm, entity: afm, vat: afm, register };

/// Nine digits, of which older ones lack the leading zero. Whatever the first digit is: that some are not in use is
/// told by one source only.
fn afm(number: &[u8]) -> Check {
    let padded = [b"0", number].concat();
    let number = if number.len() == 8 { &padded[..] } else { number };
    let Some([head @ .., check]) = digits::<9>(number) else { return Check::Invalid };
    Check::only_if(head.iter().fold(0, |sum, digit| sum * 2 + digit) * 2 % 11 % 10 == check)
}

/// Twelve digits; it has no check digit that is published.
fn register(number: &[u8]) -> Check {
    Check::only_if(number.len() == 12 && are_digits(number))
}
