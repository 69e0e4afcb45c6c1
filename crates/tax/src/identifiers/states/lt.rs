//! Lithuania. Source: Gyventojų registras, the asmens kodas; Registrų centras, the company code; VMI for VAT.

use super::{Check, Rules, Suspicion, are_digits, digits, ee::isikukood, two_pass};

pub const RULES: Rules = Rules { person, entity: company, vat, register: company };

/// As in Estonia; a number that begins with 9 tells no date.
fn person(number: &[u8]) -> Check {
    let Some([head @ .., check]) = digits::<11>(number) else { return Check::Invalid };
    if head[0] == 9 { Check::only_if(two_pass(&head) == check) } else { isikukood(number) }
}

/// Nine digits, of older companies seven. That the last checks the others is not published.
fn company(number: &[u8]) -> Check {
    let Some([head @ .., check]) = digits::<9>(number) else {
        return Check::only_if(number.len() == 7 && are_digits(number));
    };
    Check::doubtful_unless(two_pass(&head) == check, Suspicion::DisputedRule)
}

/// Nine digits with a 1 before the last, or twelve for persons and for a time, with a 1 there too.
fn vat(number: &[u8]) -> Check {
    let fits = |digits: &[u32]| match digits {
        [head @ .., check] => head.last() == Some(&1) && two_pass(head) == *check,
        [] => false,
    };
    let (nine, twelve) = (digits::<9>(number), digits::<12>(number));
    Check::only_if(nine.is_some_and(|nine| fits(&nine)) || twelve.is_some_and(|twelve| fits(&twelve)))
}
