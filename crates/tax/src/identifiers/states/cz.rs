//! Czechia. Source: Act 133/2000 on the birth number; Ministry of Finance on the DIČ; the register's IČO. Slovakia
//! shares the birth number and the IČO.

use super::{Check, Rules, Suspicion, digits, is_date, two, value, weighted};

pub const RULES: Rules = Rules { person, entity: firm, vat: person_or_firm, register: firm };

/// Birth number. Disputed: which dates a number of nine digits may tell, and that ten digits are always a multiple
/// of eleven; whatever breaks that goes to a reviewer.
pub fn birth_number(number: &[u8]) -> Check {
    let fits = match (digits::<9>(number), digits::<10>(number)) {
        (Some(nine), _) => is_born(&nine[..6], true),
        (None, Some(ten)) => is_born(&ten[..6], false) && value(&ten[..9]) % 11 % 10 == u64::from(ten[9]),
        (None, None) => return Check::Invalid,
    };
    Check::doubtful_unless(fits, Suspicion::DisputedRule)
}

/// A woman's month is raised by 50; by 20 more where a day's numbers ran out (since 2004). Nine digits were given
/// until 1953.
fn is_born(date: &[u32], until_1953: bool) -> bool {
    let (year, month, day) = (two(date[0], date[1]), two(date[2], date[3]) % 50 % 20, two(date[4], date[5]));
    let century = match (until_1953, year) {
        (true, 80..) => 1800,
        (true, 54..80) => return false,
        (false, ..54) => 2000,
        (true, ..54) | (false, 54..) => 1900,
    };
    is_date(century + year, month, day)
}

/// A birth number, or what the tax office gives to people who have none: nine digits that begin with 6. The number of
/// a business is asked about.
fn person(number: &[u8]) -> Check {
    let of_business = Check::Doubtful(Suspicion::Unusual).max(firm(number));
    birth_number(number).or(Check::only_if(is_special(number))).or(of_business)
}

fn is_special(number: &[u8]) -> bool {
    let Some([6, head @ .., check]) = digits::<9>(number) else { return false };
    (weighted(&head, &[8, 7, 6, 5, 4, 3, 2]) % 11 + 8) % 10 == check
}

/// IČO: eight digits, the last a check digit.
pub fn firm(number: &[u8]) -> Check {
    let Some(digits) = digits::<8>(number) else { return Check::Invalid };
    let check = match (11 - weighted(&digits[..7], &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 {
        0 => 1,
        check => check % 10,
    };
    Check::only_if(check == digits[7])
}

/// A firm's VAT number never begins with 9.
fn person_or_firm(number: &[u8]) -> Check {
    if number.len() == 8 { Check::only_if(number[0] != b'9').max(firm(number)) } else { person(number) }
}
