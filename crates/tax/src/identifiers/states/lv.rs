//! Latvia. Source: Fizisko personu reģistra likums, the personas kods with and, since July 2017, without the date of
//! birth; Uzņēmumu reģistrs; VIES.

use super::{Check, Rules, Suspicion, digits, is_date, two, weighted};

pub const RULES: Rules = Rules { person, entity: firm, vat, register: firm };

/// Eleven digits: day, month, year, the century, four more; or 32 to 39 first and no date. The check digit is
/// confirmed by no official source, so what breaks it goes to a reviewer.
fn person(number: &[u8]) -> Check {
    let Some(digits) = digits::<11>(number).filter(|digits| digits[0] < 4) else { return Check::Invalid };
    let year = 1800 + digits[6] * 100 + two(digits[4], digits[5]);
    let is_born = is_date(year, two(digits[2], digits[3]), two(digits[0], digits[1]));
    let check = (1 + weighted(&digits, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    match two(digits[0], digits[1]) {
        33.. => Check::Doubtful(Suspicion::Unusual),
        day if day == 32 || is_born => Check::doubtful_unless(check == digits[10], Suspicion::DisputedRule),
        _ => Check::Invalid,
    }
}

/// Eleven digits, the first above 3.
fn firm(number: &[u8]) -> Check {
    let fits = |digits: [u32; 11]| digits[0] > 3 && weighted(&digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    Check::only_if(digits::<11>(number).is_some_and(fits))
}

fn vat(number: &[u8]) -> Check {
    firm(number).or(person(number))
}
