//! Austria. Source: Bundesministerium für Finanzen, construction of the Abgabenkontonummer and of the UID;
//! European Commission, TIN algorithms; Firmenbuchgesetz for the register.

use super::{Check, Rules, digits, is_luhn, weighted};

pub const RULES: Rules = Rules { person: tax_account, entity: tax_account, vat: uid, register: firmenbuch };

/// Nine digits, the last a check digit. Which office gave it is not looked at: offices are merged and renumbered.
fn tax_account(number: &[u8]) -> Check {
    Check::only_if(digits::<9>(number).is_some_and(|digits| is_luhn(&digits)))
}

/// U and eight digits: Luhn, moved by four.
fn uid(number: &[u8]) -> Check {
    let Some((b'U', rest)) = number.split_first() else { return Check::Invalid };
    let Some([head @ .., check]) = digits::<8>(rest) else { return Check::Invalid };
    let crossed = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let sum =
        weighted(&head, &[1, 0, 1, 0, 1, 0, 1]) + head.iter().skip(1).step_by(2).copied().map(crossed).sum::<u32>();
    Check::only_if((96 - sum) % 10 == check)
}

/// One to six digits and a letter, perhaps after FN.
fn firmenbuch(number: &[u8]) -> Check {
    let number = number.strip_prefix(b"FN").unwrap_or(number);
    let Some((letter, digits)) = number.split_last() else { return Check::Invalid };
    Check::only_if((1..=6).contains(&digits.len()) && super::are_digits(digits) && letter.is_ascii_uppercase())
}
