//! Poland. Source: Ustawa o ewidencji ludności, the PESEL; Ministerstwo Finansów, the NIP; GUS, the REGON; KRS.

use super::{Check, Rules, are_digits, digits, is_date, two, weighted};

pub const RULES: Rules = Rules { person, entity: nip, vat: nip, register };

/// PESEL of people without a business, NIP of others.
fn person(number: &[u8]) -> Check {
    if number.len() == 10 {
        nip(number)
    } else {
        Check::only_if(digits::<11>(number).is_some_and(|all| is_pesel(&all)))
    }
}

/// Date of birth, whose month tells the century, four digits and a check digit.
fn is_pesel(digits: &[u32; 11]) -> bool {
    let month = two(digits[2], digits[3]);
    let century = [1900, 2000, 2100, 2200, 1800][(month / 20) as usize % 5];
    let sum = weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    sum.is_multiple_of(10) && is_date(century + two(digits[0], digits[1]), month % 20, two(digits[4], digits[5]))
}

/// Ten digits, the last what the others, weighted, leave by eleven.
fn nip(number: &[u8]) -> Check {
    let fits = |digits: [u32; 10]| weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9];
    Check::only_if(digits::<10>(number).is_some_and(fits))
}

/// REGON of nine or fourteen digits, or the court's KRS of ten, which has no check digit.
fn register(number: &[u8]) -> Check {
    let is_long = |all: [u32; 14]| weighted(&all, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == all[13];
    Check::only_if(match number.len() {
        9 => is_regon(number),
        14 => is_regon(&number[..9]) && digits::<14>(number).is_some_and(is_long),
        10 => are_digits(number),
        _ => false,
    })
}

fn is_regon(number: &[u8]) -> bool {
    let fits = |digits: [u32; 9]| weighted(&digits, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == digits[8];
    digits::<9>(number).is_some_and(fits)
}
