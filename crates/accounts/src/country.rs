use chrono::NaiveDate;
use kernel::Country;

use crate::AccountError;

/// A country whose residents may register as experts, and since when: the operator keeps the list (IQ-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EligibleCountry {
    pub country: Country,
    pub valid_from_on: NaiveDate,
    /// The first day on which it no longer is.
    pub valid_to_on: Option<NaiveDate>,
}

/// What the operator decides about a country, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryDecision {
    pub country: Country,
    pub is_eligible: bool,
    pub from_on: NaiveDate,
}

impl CountryDecision {
    /// What the list holds for the country then, of which these are the entries in the order of their days. What was in
    /// force stays as it was: a decision counts from today or later (G-37).
    pub fn decide(self, entries: Vec<EligibleCountry>, today: NaiveDate) -> Result<Vec<EligibleCountry>, AccountError> {
        if self.from_on < today {
            return Err(AccountError::PeriodInPast { from: self.from_on, today });
        }
        let before = entries.into_iter().filter(|entry| entry.valid_from_on < self.from_on);
        let mut entries: Vec<_> = before.map(|entry| entry.until(self.from_on)).collect();
        if !self.is_eligible {
            return Ok(entries);
        }
        match entries.last_mut() {
            Some(last) if last.valid_to_on == Some(self.from_on) => last.valid_to_on = None, // It simply goes on.
            Some(_) | None => {
                entries.push(EligibleCountry { country: self.country, valid_from_on: self.from_on, valid_to_on: None });
            }
        }
        Ok(entries)
    }
}

impl EligibleCountry {
    fn until(self, day: NaiveDate) -> Self {
        Self { valid_to_on: Some(self.valid_to_on.map_or(day, |end| end.min(day))), ..self }
    }
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

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
    }

    fn decided(entries: &[(u32, Option<u32>)], is_eligible: bool, from: u32) -> Vec<(u32, Option<u32>)> {
        let country = "BR".parse().unwrap();
        let entry = |(from, to): &(u32, Option<u32>)| EligibleCountry {
            country,
            valid_from_on: day(*from),
            valid_to_on: to.map(day),
        };
        let decision = CountryDecision { country, is_eligible, from_on: day(from) };
        let then = decision.decide(entries.iter().map(entry).collect(), day(10)).unwrap();
        let number = |on: NaiveDate| chrono::Datelike::day(&on);
        then.into_iter().map(|entry| (number(entry.valid_from_on), entry.valid_to_on.map(number))).collect()
    }

    /// Holds IQ-13 and G-37.
    #[test]
    fn a_decision_ends_what_went_before_and_changes_nothing_that_was() {
        assert_eq!(decided(&[], true, 10), [(10, None)]);
        assert_eq!(decided(&[(1, None)], false, 12), [(1, Some(12))]);
        assert_eq!(decided(&[(1, Some(5))], true, 12), [(1, Some(5)), (12, None)]);
        assert_eq!(decided(&[(1, Some(12)), (15, None)], true, 12), [(1, None)]);
        assert_eq!(decided(&[(1, Some(12)), (15, None)], false, 11), [(1, Some(11))]);
        for unchanged in [true, false] {
            let entries: &[_] = if unchanged { &[(1, None)] } else { &[(1, Some(5))] };
            assert_eq!(decided(entries, unchanged, 10), entries);
        }
    }

    /// Holds G-37.
    #[test]
    fn a_decision_counts_from_today_or_later() {
        let decision = CountryDecision { country: "BR".parse().unwrap(), is_eligible: true, from_on: day(9) };
        let past = Err(AccountError::PeriodInPast { from: day(9), today: day(10) });
        assert_eq!(decision.decide(vec![], day(10)), past);
    }

    /// Holds G-37.
    #[test]
    fn the_list_of_a_new_installation_holds_every_jurisdiction_once() {
        let countries: HashSet<_> = eligible_countries_default().into_iter().map(|row| row.country).collect();
        assert_eq!(countries.len(), 15 + 27);
        assert!(countries.contains(&"DE".parse().unwrap()) && !countries.contains(&"BR".parse().unwrap()));
    }
}
