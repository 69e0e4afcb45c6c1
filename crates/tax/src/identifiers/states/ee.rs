//! Estonia. Source: Rahvastikuregistri seadus, the isikukood (EVS 585); Äriregister; Maksu- ja Tolliamet for VAT.

use super::{Check, Rules, digits, is_date, two, two_pass, weighted};

pub const RULES: Rules = Rules { person: isikukood, entity: register, vat, register };

/// Sex and century, date of birth, three digits, and a check digit. Lithuania numbers people alike.
pub fn isikukood(number: &[u8]) -> Check {
    let Some([head @ .., check]) = digits::<11>(number) else { return Check::Invalid };
    Check::only_if(is_born(&head) && two_pass(&head) == check)
}

fn is_born(head: &[u32; 10]) -> bool {
    let century = match head[0] {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        7 | 8 => 2100,
        _ => return false,
    };
    is_date(century + two(head[1], head[2]), two(head[3], head[4]), two(head[5], head[6]))
}

/// Eight digits; the first tells the kind of body.
fn register(number: &[u8]) -> Check {
    let Some([head @ .., check]) = digits::<8>(number) else { return Check::Invalid };
    Check::only_if(matches!(head[0], 1 | 7 | 8 | 9) && two_pass(&head) == check)
}

fn vat(number: &[u8]) -> Check {
    let fits = |digits: [u32; 9]| weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10);
    Check::only_if(digits::<9>(number).is_some_and(fits))
}
