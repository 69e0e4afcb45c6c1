//! Spain. Source: Real Decreto 1065/2007 and Orden EHA/451/2008 on the NIF; Ministerio del Interior on the DNI.

use super::{Check, Rules, Suspicion, are_digits, digits, is_luhn, letter, value};

pub const RULES: Rules = Rules { person, entity, vat, register: entity };

/// DNI, NIE, or one of K, L and M. A firm's NIF is no person's, but a person may own the firm.
fn person(number: &[u8]) -> Check {
    own(number).or(Check::Doubtful(Suspicion::Unusual).max(firm(number)))
}

/// A firm's NIF; that of a person who trades is asked about.
fn entity(number: &[u8]) -> Check {
    firm(number).or(Check::Doubtful(Suspicion::Unusual).max(own(number)))
}

fn vat(number: &[u8]) -> Check {
    own(number).or(firm(number))
}

/// Seven or eight digits and a letter that checks them; leading zeros of a DNI may be left out. K, the number of a
/// child, is written with the letter of a firm by some.
fn own(number: &[u8]) -> Check {
    let Some((check, head)) = number.split_last() else { return Check::Invalid };
    let fits = |first: u64, rest: &[u8]| {
        digits::<7>(rest).is_some_and(|rest| is_letter_of(first * 10_000_000 + value(&rest), *check))
    };
    match head {
        [b'K', rest @ ..] if fits(0, rest) => Check::Ok,
        [b'K', ..] => Check::Doubtful(Suspicion::DisputedRule).max(with_check_of_firms(number)),
        [b'L' | b'M', rest @ ..] => Check::only_if(fits(0, rest)),
        [first @ b'X'..=b'Z', rest @ ..] => Check::only_if(fits(u64::from(first - b'X'), rest)),
        _ if (4..=8).contains(&head.len()) && are_digits(head) => {
            Check::only_if(is_letter_of(head.iter().fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0')), *check))
        }
        _ => Check::Invalid,
    }
}

fn is_letter_of(value: u64, check: u8) -> bool {
    letter(b"TRWAGMYFPDXBNJZSQVHLCKE", value) == Some(check)
}

/// A letter for the kind of body, seven digits, and a check that is written as a digit or as a letter.
fn firm(number: &[u8]) -> Check {
    let is_kind = number.first().is_some_and(|kind| b"ABCDEFGHJNPQRSUVW".contains(kind));
    Check::only_if(is_kind).max(with_check_of_firms(number))
}

fn with_check_of_firms(number: &[u8]) -> Check {
    let [_, head @ .., check] = number else { return Check::Invalid };
    let digit = match check {
        b'J' => b'0',
        b'A'..=b'I' => check - b'A' + b'1',
        check => *check,
    };
    Check::only_if(digits::<8>(&[head, &[digit]].concat()).is_some_and(|digits| is_luhn(&digits)))
}
