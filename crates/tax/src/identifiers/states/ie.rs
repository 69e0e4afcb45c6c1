//! Ireland. Source: Revenue and the Department of Social Protection on the PPS number and its second letter since
//! 2013; VIES; Companies Registration Office.

use super::{Check, Rules, Suspicion, are_digits, digits, letter, weighted};

pub const RULES: Rules = Rules { person, entity: vat, vat, register };

/// The check letters in order; W stands for nothing.
const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";

/// Seven digits, a check letter, perhaps one more letter: A, B and H count, W, T and X of older numbers do not.
/// Others are told by one source only.
fn person(number: &[u8]) -> Check {
    let (head, rest) = number.split_at_checked(7).unwrap_or((number, b""));
    let Some(digits) = digits::<7>(head) else { return Check::Invalid };
    let (check, extra) = match rest {
        [check] | [check, b'T' | b'X'] => (check, b'W'),
        [check, extra] => (check, *extra),
        _ => return Check::Invalid,
    };
    match extra {
        b'A' | b'B' | b'H' | b'W' => Check::only_if(is_checked(&digits, extra, *check)),
        b'C'..=b'I' if is_checked(&digits, extra, *check) => Check::Doubtful(Suspicion::DisputedRule),
        _ => Check::Invalid,
    }
}

fn is_checked(digits: &[u32; 7], extra: u8, check: u8) -> bool {
    let place = LETTERS.iter().zip(0_u32..).find(|(letter, _)| **letter == extra).map(|(_, place)| place);
    let sum = |place: u32| weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + place * 9;
    place.is_some_and(|place| letter(LETTERS, sum(place).into()) == Some(check))
}

/// Seven digits and one or two letters; of numbers before 2013 the second character is a letter, + or *.
fn vat(number: &[u8]) -> Check {
    let [first, second, ..] = number else { return Check::Invalid };
    let (head, rest) = number.split_at_checked(7).unwrap_or((number, b""));
    let (head, check, extra) = match (rest, second) {
        ([check], b'0'..=b'9') => (head.to_vec(), check, b'W'),
        ([check, extra], b'0'..=b'9') => (head.to_vec(), check, *extra),
        ([check], b'A'..=b'Z' | b'+' | b'*') => ([b"0", &head[2..], &[*first]].concat(), check, b'W'),
        _ => return Check::Invalid,
    };
    Check::only_if(digits::<7>(&head).is_some_and(|digits| is_checked(&digits, extra, *check)))
}

/// One to seven digits; it has no check digit.
fn register(number: &[u8]) -> Check {
    Check::only_if((1..=7).contains(&number.len()) && are_digits(number))
}
