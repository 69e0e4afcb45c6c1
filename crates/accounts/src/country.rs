use chrono::NaiveDate;
use kernel::Country;

/// A country whose residents may register as experts, and since when: the operator keeps the list (IQ-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EligibleCountry {
    pub country: Country,
    pub valid_from_on: NaiveDate,
    /// The first day on which it no longer is.
    pub valid_to_on: Option<NaiveDate>,
}

/// The jurisdictions of G-37: the list that a new installation starts with.
const CODES: [&str; 42] = [
    "AU", "BH", "CO", // Asia-Pacific, Gulf and Latin America as listed
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", // The member states of the European Union
    "HK", "IN", "IL", "JP", "NZ", "NO", "QA", "KR", "CH", "AE", "GB", "US",
];

/// What a new installation starts with (G-37).
pub fn eligible_countries_default() -> Vec<EligibleCountry> {
    let valid_from_on = NaiveDate::from_ymd_opt(2000, 1, 1).expect("that day is on the calendar");
    let country = |code: &str| code.parse().expect("the list holds ISO 3166 codes");
    let eligible = |code| EligibleCountry { country: country(code), valid_from_on, valid_to_on: None };
    CODES.into_iter().map(eligible).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Holds G-37.
    #[test]
    fn the_list_of_a_new_installation_holds_every_jurisdiction_once() {
        let countries: HashSet<_> = eligible_countries_default().into_iter().map(|row| row.country).collect();
        assert_eq!(countries.len(), 15 + 27);
        assert!(countries.contains(&"DE".parse().unwrap()) && !countries.contains(&"BR".parse().unwrap()));
    }
}
