//! France. Source: Direction générale des Finances publiques, the numéro fiscal (SPI) and the VAT key; INSEE for
//! SIREN and SIRET.

use super::{Check, Rules, are_digits, digits, is_luhn, value};

pub const RULES: Rules = Rules { person, entity: siren_or_siret, vat, register: siren_or_siret };

/// Numéro fiscal: thirteen digits, the first 0 to 3, the last three what is left of the first ten by 511.
fn person(number: &[u8]) -> Check {
    let fits = |digits: [u32; 13]| digits[0] < 4 && value(&digits[..10]) % 511 == value(&digits[10..]);
    Check::only_if(digits::<13>(number).is_some_and(fits))
}

/// A firm's nine digits, or those and five of its office. The post's offices, but for the first, are checked by
/// their sum.
fn siren_or_siret(number: &[u8]) -> Check {
    let Some(office) = digits::<14>(number) else { return siren(number) };
    let is_of_post = number.starts_with(b"356000000") && !number.ends_with(b"00048");
    let fits = if is_of_post { office.iter().sum::<u32>().is_multiple_of(5) } else { is_luhn(&office) };
    Check::only_if(fits).max(siren(&number[..9]))
}

fn siren(number: &[u8]) -> Check {
    Check::only_if(digits::<9>(number).is_some_and(|digits| is_luhn(&digits)))
}

/// A key of two characters, and the SIREN; Monaco's begin with 000 and are none.
fn vat(number: &[u8]) -> Check {
    let Some((key, firm)) = number.split_at_checked(2).filter(|(_, firm)| firm.len() == 9) else {
        return Check::Invalid;
    };
    let Some(digits) = digits::<9>(firm) else { return Check::Invalid };
    let is_firm = firm.starts_with(b"000") || is_luhn(&digits);
    Check::only_if(is_firm && is_key(key, value(&digits)))
}

fn is_key(key: &[u8], firm: u64) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let place = |byte: u8| ALPHABET.iter().zip(0_u64..).find(|(other, _)| **other == byte).map(|(_, place)| place);
    let (Some(first), Some(second)) = (place(key[0]), place(key[1])) else { return false };
    if are_digits(key) {
        return first * 10 + second == (firm * 100 + 12) % 97;
    }
    let Some(check) = (if first < 10 { first * 24 + second } else { first * 34 + second - 90 }).checked_sub(10) else {
        return false;
    };
    (firm + 1 + check / 11) % 11 == check % 11
}
