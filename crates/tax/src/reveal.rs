use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Country;

use crate::{Dac7Form, TaxError, TinAnswer};

/// How many identifiers one member of staff may see within the period.
const REVEALS_MAX: usize = 30;
const REVEALS_PERIOD: TimeDelta = TimeDelta::hours(1);

/// An identifier of a form, which is masked everywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormIdentifier {
    /// The taxpayer number of a country.
    Tin(Country),
    VatId,
}

/// An identifier in the clear. Has no `Debug`, so that it reaches no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed(String);

impl FormIdentifier {
    /// What the form has.
    pub fn reveal(self, form: &Dac7Form) -> Result<Revealed, TaxError> {
        let value = match self {
            Self::VatId => form.answers.vat_id().map(|vat_id| vat_id.as_str().to_owned()),
            Self::Tin(country) => form.answers.tax_residences.iter().find_map(|residence| match &residence.tin {
                TinAnswer::Given(tin) if residence.country == country => Some(tin.as_str().to_owned()),
                TinAnswer::Given(_) | TinAnswer::Without(_) | TinAnswer::Open => None,
            }),
        };
        value.map(Revealed).ok_or(TaxError::IdentifierMissing { id: form.id, identifier: self })
    }
}

impl Revealed {
    /// To be shown once, to whoever asked.
    pub fn into_inner(self) -> String {
        self.0
    }
}

/// Since when reveals count against the limit.
pub fn reveals_counted_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - REVEALS_PERIOD
}

/// Refuses one more, if the person saw as many as are allowed since [`reveals_counted_since`]: at these instants, the
/// latest first.
pub fn ensure_may_reveal(seen_at: &[DateTime<Utc>]) -> Result<(), TaxError> {
    match seen_at.get(REVEALS_MAX - 1) {
        Some(oldest) => Err(TaxError::RateLimited { until: *oldest + REVEALS_PERIOD }),
        None => Ok(()),
    }
}

/// As the audit trail names it: `TIN:DE`.
impl fmt::Display for FormIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tin(country) => write!(f, "TIN:{country}"),
            Self::VatId => f.write_str("VAT_ID"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-59: thirty an hour, and then one for each that is an hour old.
    #[test]
    fn nobody_sees_many_identifiers_within_an_hour() {
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let seen: Vec<_> = (0..30).rev().map(at).collect();
        assert_eq!(ensure_may_reveal(&seen[1..]), Ok(()));
        assert_eq!(ensure_may_reveal(&seen), Err(TaxError::RateLimited { until: at(60) }));
    }
}
