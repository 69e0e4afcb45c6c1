//! Croatia. Source: Zakon o osobnom identifikacijskom broju: one number for persons, firms and VAT; the court
//! register's MBS.

use super::{Check, Rules, Suspicion, are_digits, digits, is_mod_11_10};

pub const RULES: Rules = Rules { person: oib, entity: oib, vat: oib, register };

fn oib(number: &[u8]) -> Check {
    Check::only_if(digits::<11>(number).is_some_and(|digits| is_mod_11_10(&digits)))
}

/// The OIB, or the court's number of eight or nine digits, whose rule is not published.
fn register(number: &[u8]) -> Check {
    match number.len() {
        8 | 9 if are_digits(number) => Check::Doubtful(Suspicion::NoRule),
        _ => oib(number),
    }
}
