//! Italy. Source: Decreto ministeriale 23 dicembre 1976 on the codice fiscale; D.P.R. 633/1972 on the partita IVA;
//! the chambers' REA.

use super::{Check, Rules, Suspicion, are_digits, digits, is_date, is_luhn, letter, two, value};

pub const RULES: Rules = Rules { person, entity, vat: iva, register };

/// Sixteen characters; while none is given, eleven digits as firms have.
fn person(number: &[u8]) -> Check {
    if number.len() == 11 { iva(number) } else { Check::only_if(is_codice_fiscale(number)) }
}

/// A firm's eleven digits; the code of a person who trades is asked about.
fn entity(number: &[u8]) -> Check {
    iva(number).or(Check::Doubtful(Suspicion::Unusual).max(Check::only_if(is_codice_fiscale(number))))
}

/// Six letters of the name, the year, a letter for the month, the day (a woman's + 40), a place, a check letter.
/// Where two people would have the same, digits are replaced by letters.
fn is_codice_fiscale(number: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let Some((check, head)) = number.split_last().filter(|_| number.len() == 16 && has_form(number)) else {
        return false;
    };
    let value = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let worth = |(byte, place): (&u8, u32)| if place % 2 == 0 { ODD[value(*byte) as usize] } else { value(*byte) };
    let sum: u32 = head.iter().zip(0..).map(worth).sum();
    letter(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum.into()) == Some(*check) && is_born(number)
}

fn has_form(number: &[u8]) -> bool {
    number.iter().zip(0..).all(|(byte, place)| match place {
        6 | 7 | 9 | 10 | 12..=14 => digit(*byte).is_some(),
        8 => MONTHS.contains(byte),
        _ => byte.is_ascii_uppercase(),
    })
}

const MONTHS: &[u8] = b"ABCDEHLMPRST";

/// A digit, or the letter that stands for it.
fn digit(byte: u8) -> Option<u32> {
    let replaced = || b"LMNPQRSTUV".iter().zip(0..).find(|(letter, _)| **letter == byte).map(|(_, digit)| digit);
    if byte.is_ascii_digit() { Some(u32::from(byte - b'0')) } else { replaced() }
}

/// The year is of the twentieth century, or of the next.
fn is_born(number: &[u8]) -> bool {
    let of = |place: usize| digit(number[place]).unwrap_or_default();
    let month = MONTHS.iter().zip(1..).find(|(letter, _)| **letter == number[8]).map_or(0, |(_, month)| month);
    let (year, day) = (two(of(6), of(7)), two(of(9), of(10)) % 40);
    is_date(1900 + year, month, day) || is_date(2000 + year, month, day)
}

/// Eleven digits by Luhn, the eighth to tenth an office's. An office that is not on the list is asked about.
fn iva(number: &[u8]) -> Check {
    let Some(digits) = digits::<11>(number).filter(|digits| value(&digits[..7]) > 0 && is_luhn(digits)) else {
        return Check::Invalid;
    };
    let is_known = matches!(value(&digits[7..10]), 1..=100 | 120 | 121 | 888 | 999);
    Check::doubtful_unless(is_known, Suspicion::Unusual)
}

/// The codice fiscale, under which the register keeps a firm, or the REA: the province and up to seven digits.
fn register(number: &[u8]) -> Check {
    let (province, digits) = number.split_at_checked(2).unwrap_or((number, b""));
    let is_rea = province.iter().all(u8::is_ascii_uppercase) && (1..=7).contains(&digits.len()) && are_digits(digits);
    Check::only_if(is_rea).or(entity(number))
}
