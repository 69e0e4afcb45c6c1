//! Germany. Source: Steueridentifikationsnummerverordnung and the tax office's paper on its check digit; the
//! ministry's forms of the Steuernummer by state; the VAT act, § 27a; § 139c AO for the number of businesses;
//! Handelsregisterverordnung.

use super::{Check, Rules, Suspicion, are_digits, digits, is_mod_11_10};

pub const RULES: Rules = Rules { person, entity, vat, register };

/// Identifikationsnummer: of the first ten digits exactly one occurs twice or three times, the others once at most;
/// the last is a check digit. Who gives a Steuernummer, which changes with one's home, is asked by the reviewer.
fn person(number: &[u8]) -> Check {
    match number.len() {
        11 => Check::only_if(digits::<11>(number).is_some_and(|digits| is_identification(&digits))),
        _ => Check::Doubtful(Suspicion::Unusual).max(steuernummer(number)),
    }
}

fn is_identification(digits: &[u32; 11]) -> bool {
    let occurs = |digit| digits[..10].iter().filter(|other| **other == digit).count();
    let repeated: Vec<_> = (0..10).map(occurs).filter(|count| *count > 1).collect();
    digits[0] != 0 && matches!(repeated[..], [2 | 3]) && is_mod_11_10(digits)
}

/// Steuernummer, or Wirtschafts-IdNr: that of VAT, perhaps with five digits for a business.
fn entity(number: &[u8]) -> Check {
    let Some(business) = number.strip_prefix(b"DE") else { return steuernummer(number) };
    let (vat_id, part) = business.split_at_checked(9).unwrap_or((business, b""));
    Check::only_if(part.is_empty() || part.len() == 5 && are_digits(part)).max(vat(vat_id))
}

/// Ten or eleven digits as a state writes it, or thirteen as all do: its two digits first, a zero fifth.
fn steuernummer(number: &[u8]) -> Check {
    const STATES: [&[u8]; 16] =
        [b"10", b"11", b"21", b"22", b"23", b"24", b"26", b"27", b"28", b"30", b"31", b"32", b"40", b"41", b"5", b"9"];
    let is_known = STATES.iter().any(|state| number.starts_with(state));
    Check::only_if(match number.len() {
        10 | 11 => are_digits(number),
        13 => are_digits(number) && is_known && number[4] == b'0',
        _ => false,
    })
}

/// Nine digits, not 0 first, the last a check digit.
fn vat(number: &[u8]) -> Check {
    Check::only_if(digits::<9>(number).is_some_and(|digits| digits[0] != 0 && is_mod_11_10(&digits)))
}

/// The court, the register's letters, and up to six digits. Without the court the number is not unique.
fn register(number: &[u8]) -> Check {
    let kinds = [&b"HRA"[..], b"HRB", b"GNR", b"PR", b"VR"];
    let begins = |kind: &[u8]| number.windows(kind.len()).position(|part| part == kind).map(|at| (at, at + kind.len()));
    let Some((court_ends, digits_begin)) = kinds.into_iter().find_map(begins) else { return Check::Invalid };
    let rest = &number[digits_begin..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=6).contains(&digits) {
        return Check::Invalid;
    }
    Check::doubtful_unless(court_ends > 1 || rest.len() > digits + 1, Suspicion::Unusual)
}
