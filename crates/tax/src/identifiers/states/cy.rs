//! Cyprus. Source: Tax Department, the taxpayer identification code; VIES. Persons and firms are numbered alike.

use super::{Check, Rules, digits, letter, weighted};

pub const RULES: Rules = Rules { person: code, entity: code, vat: code, register };

/// Eight digits, never 12 first, and a letter.
fn code(number: &[u8]) -> Check {
    const VALUES: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let Some((check, head)) = number.split_last() else { return Check::Invalid };
    let Some(digits) = digits::<8>(head) else { return Check::Invalid };
    let odd: u32 = digits.iter().step_by(2).map(|digit| VALUES[*digit as usize]).sum();
    let sum = odd + weighted(&digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
    let fits = letter(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum.into()) == Some(*check);
    Check::only_if(fits && !head.starts_with(b"12"))
}

/// HE for companies, other letters for other firms, and up to six digits. It has no check digit.
fn register(number: &[u8]) -> Check {
    let digits = [&b"HE"[..], b"AE", b"BN", b"EE"].into_iter().find_map(|kind| number.strip_prefix(kind));
    Check::only_if(digits.unwrap_or(number).len() <= 6 && super::are_digits(digits.unwrap_or(number)))
}
