//! The United Kingdom, and Northern Ireland's VAT. Source: HMRC, the check of UTRs and VAT numbers, and its manual
//! NIM39110 on national insurance numbers; Companies House.

use super::{Check, Rules, are_digits, digits, value, weighted};

pub const RULES: Rules = Rules { person, entity: utr, vat, register };

/// Unique taxpayer reference, or national insurance number.
fn person(number: &[u8]) -> Check {
    utr(number).or(Check::only_if(is_national_insurance(number)))
}

/// Ten digits, perhaps with a K; the first checks the others.
fn utr(number: &[u8]) -> Check {
    const CHECKS: [u32; 11] = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    let number = number.strip_prefix(b"K").or_else(|| number.strip_suffix(b"K")).unwrap_or(number);
    let Some([check, rest @ ..]) = digits::<10>(number) else { return Check::Invalid };
    Check::only_if(CHECKS[(weighted(&rest, &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11) as usize] == check)
}

fn is_national_insurance(number: &[u8]) -> bool {
    let [first, second, digits @ .., b'A'..=b'D'] = number else { return false };
    let letter = |letter: &u8, not: &[u8]| letter.is_ascii_uppercase() && !not.contains(letter);
    let never = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    letter(first, b"DFIQUV")
        && letter(second, b"DFIOQUV")
        && !never.contains(&&[*first, *second])
        && self::digits::<6>(digits).is_some()
}

/// Nine digits, twelve with a branch; or a department of the government, or a health authority.
pub fn vat(number: &[u8]) -> Check {
    Check::only_if(match number.len() {
        9 | 12 => are_digits(number) && digits::<9>(&number[..9]).is_some_and(|digits| is_trader(&digits)),
        5 => is_public(&number[..2], &number[2..]),
        11 if number[2..6] == *b"8888" => {
            let check = digits::<5>(&number[6..]).is_some_and(|all| value(&all[..3]) % 97 == value(&all[3..]));
            check && is_public(&number[..2], &number[6..9])
        }
        _ => false,
    })
}

fn is_trader(digits: &[u32; 9]) -> bool {
    match weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97 {
        0 => true,
        42 | 55 => digits[0] > 0, // Given since 2010.
        _ => false,
    }
}

fn is_public(kind: &[u8], number: &[u8]) -> bool {
    let Some(number) = digits::<3>(number).map(|digits| value(&digits)) else { return false };
    kind == b"GD" && number < 500 || kind == b"HA" && number >= 500
}

/// Eight digits, or two letters for the part of the kingdom and the kind, and six.
fn register(number: &[u8]) -> Check {
    let (kind, rest) = number.split_at_checked(2).unwrap_or((number, b""));
    let is_kind = are_digits(kind) || kind.iter().all(u8::is_ascii_uppercase);
    Check::only_if(is_kind && rest.len() == 6 && are_digits(rest))
}
