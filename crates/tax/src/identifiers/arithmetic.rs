//! What the rules of several states share. Nothing here knows a state.

use chrono::NaiveDate;

/// The number as exactly so many digits.
pub fn digits<const N: usize>(number: &[u8]) -> Option<[u32; N]> {
    let number: &[u8; N] = number.try_into().ok()?;
    number.iter().all(u8::is_ascii_digit).then(|| number.map(|byte| u32::from(byte - b'0')))
}

pub fn are_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// The number that the digits write; of at most 18 digits, more do not fit.
pub fn value(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(*digit))
}

/// What the digits add up to, each times its weight.
pub fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Luhn: from the right every other digit is doubled, and the digits of all add up to a multiple of ten.
pub fn is_luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let values =
        digits.iter().rev().zip(0..).map(|(digit, place)| if place % 2 == 0 { *digit } else { doubled(*digit) });
    values.sum::<u32>().is_multiple_of(10)
}

/// ISO 7064, MOD 11,10: a hybrid system of ten characters.
pub fn is_mod_11_10(digits: &[u32]) -> bool {
    let Some((check, head)) = digits.split_last() else { return false };
    let product = head.iter().fold(10, |product, digit| match (product + digit) % 10 {
        0 => 10 * 2 % 11,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10 == *check
}

/// The check digit of Estonia and Lithuania: weights 1 to 9 and over again; if that gives ten, from 3 on.
pub fn two_pass(head: &[u32]) -> u32 {
    let sum = |first: u32| (head.iter().zip(first..).map(|(digit, place)| digit * (place % 9 + 1)).sum::<u32>()) % 11;
    match sum(0) {
        10 => sum(2) % 10,
        check => check,
    }
}

/// Verhoeff: finds every single wrong digit and every two neighbours exchanged.
pub fn is_verhoeff(digits: &[u32]) -> bool {
    const ROUND: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |digit: u32, times: u32| (0..times % 8).fold(digit, |digit, _| ROUND[digit as usize]);
    digits.iter().rev().zip(0..).fold(0, |sum, (digit, place)| dihedral(sum, permuted(*digit, place))) == 0
}

/// The product of two of the ten symmetries of a pentagon: up to 4 rotations, from 5 on reflections.
fn dihedral(left: u32, right: u32) -> u32 {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => (left + right) % 5 + 5,
        (false, true) => (left + 5 - right) % 5 + 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

/// Whether the calendar has that day.
pub fn is_date(year: u32, month: u32, day: u32) -> bool {
    i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
}

/// The number that two digits write.
pub fn two(tens: u32, ones: u32) -> u32 {
    tens * 10 + ones
}

/// The letter or digit of `alphabet` at `place`, which is counted round.
pub fn letter(alphabet: &[u8], place: u64) -> Option<u8> {
    let length = u64::try_from(alphabet.len()).ok().filter(|length| *length > 0)?;
    alphabet.get(usize::try_from(place % length).ok()?).copied()
}
