//! The numbers by which states know people and firms, and what can be said of one without asking the state.
//!
//! [`check`] has three answers: right, doubtful with a reason, and impossible. Only what no source disputes is called
//! impossible; the rest is for a reviewer.

mod arithmetic;
mod check;
mod placeholder;
mod states;
mod vat;

use std::fmt;

use kernel::{Country, InputError};

pub use check::{Check, Suspicion};
pub use vat::{VatId, VatIssuer};

/// Raised when a rule changes, so that one knows by which a number was checked.
pub const RULES_VERSION: i32 = 1;

const LENGTH_MAX: usize = 30;
const REGISTER_LENGTH_MAX: usize = 60;

/// A number that a state gave. Shown masked, in logs too.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier(String);

/// What a number is for, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    PersonTin,
    EntityTin,
    Vat,
    BusinessRegister,
}

impl Identifier {
    /// A taxpayer number as typed: capitals and digits are kept, what people write between them is not.
    pub fn tin(typed: &str) -> Result<Self, InputError> {
        Self::compacted("tin", typed)
    }

    /// A number of a business register as typed. Some hold the name of a court, so words and signs are kept.
    pub fn of_register(typed: &str) -> Result<Self, InputError> {
        let number = kernel::line("number", typed, 1..=REGISTER_LENGTH_MAX)?;
        Ok(Self(number.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown: the last four characters, of a short number the last two.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }

    fn compacted(field: &'static str, typed: &str) -> Result<Self, InputError> {
        let number = compact(typed);
        let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"+*".contains(&byte);
        if !(1..=LENGTH_MAX).contains(&number.len()) || !number.bytes().all(is_sign) {
            return Err(InputError::new(field, format!("must have 1 to {LENGTH_MAX} letters and digits")));
        }
        Ok(Self(number))
    }
}

/// Never the number itself: it must not reach a log.
impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", self.masked())
    }
}

/// What can be said of a number that `country` is to have given. A VAT number comes without the country's letters.
pub fn check(scheme: Scheme, country: Country, number: &Identifier) -> Check {
    let number = compact(number.as_str());
    let number = number.as_bytes();
    let Some(rules) = states::rules(country.code()) else { return without_rules(number) };
    let rule = match scheme {
        Scheme::PersonTin => rules.person,
        Scheme::EntityTin => rules.entity,
        Scheme::Vat => rules.vat,
        Scheme::BusinessRegister => rules.register,
    };
    match rule(number) {
        Check::Ok if placeholder::is_placeholder(country.code(), number) => Check::Doubtful(Suspicion::Placeholder),
        checked @ (Check::Ok | Check::Doubtful(_) | Check::Invalid) => checked,
    }
}

/// What every number has: a length, and a digit.
fn without_rules(number: &[u8]) -> Check {
    let may_be_one = (4..=LENGTH_MAX).contains(&number.len()) && number.iter().any(u8::is_ascii_digit);
    Check::Doubtful(Suspicion::NoRule).max(Check::only_if(may_be_one))
}

/// The number without what people write between its parts, in capitals.
fn compact(typed: &str) -> String {
    let between = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '/' | ',' | ':');
    typed.chars().filter(|c| !between(*c)).flat_map(char::to_uppercase).collect()
}

fn masked(identifier: &str) -> String {
    let length = identifier.chars().count();
    let shown = if length > 8 { 4 } else { 2 };
    let hidden = length.saturating_sub(shown);
    identifier.chars().zip(0..).map(|(c, place)| if place < hidden { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests;
