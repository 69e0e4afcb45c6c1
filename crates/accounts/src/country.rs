use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;
use kernel::Country;

use crate::AccountError;

/// A country whose residents may register as experts, and since when: the operator keeps the list (IQ-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EligibleCountry {
    pub country: Country,
    /// Whether companies of it are checked before they sell and before they are paid (G-40).
    pub checks_companies: bool,
    pub valid_from_on: NaiveDate,
    /// The first day on which it no longer is.
    pub valid_to_on: Option<NaiveDate>,
}

/// The operator's list as a whole.
#[derive(Clone, Debug)]
pub struct Countries(Vec<EligibleCountry>);

/// What the operator decides about a country, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryDecision {
    pub country: Country,
    pub is_eligible: bool,
    /// `None`: as it was; companies of a country that was never listed are checked.
    pub checks_companies: Option<bool>,
    pub from_on: NaiveDate,
}

impl Countries {
    pub const fn new(entries: Vec<EligibleCountry>) -> Self {
        Self(entries)
    }

    /// Whether experts of the country may register on that day (IQ-13).
    pub fn are_eligible(&self, country: Country, on: NaiveDate) -> bool {
        self.0.iter().any(|entry| entry.country == country && entry.holds(on))
    }

    /// Whether companies of the country are checked on that day (G-40): as it was when the country was last listed,
    /// since those who are registered stay.
    pub fn check_companies(&self, country: Country, on: NaiveDate) -> bool {
        let begun = self.0.iter().filter(|entry| entry.country == country && entry.valid_from_on <= on);
        begun.max_by_key(|entry| entry.valid_from_on).is_some_and(|entry| entry.checks_companies)
    }
}

impl Display for CountryDecision {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let said = if self.is_eligible { "eligible" } else { "not eligible" };
        write!(f, "{said} from {} on", self.from_on)?;
        match self.checks_companies {
            Some(true) => f.write_str(", companies are checked"),
            Some(false) => f.write_str(", companies are not checked"),
            None => Ok(()),
        }
    }
}

impl CountryDecision {
    /// What the list holds for the country then, of which these are the entries in the order of their days. What was in
    /// force stays as it was: a decision counts from today or later (G-37).
    pub fn decide(self, entries: Vec<EligibleCountry>, today: NaiveDate) -> Result<Vec<EligibleCountry>, AccountError> {
        if self.from_on < today {
            return Err(AccountError::PeriodInPast { from: self.from_on, today });
        }
        let next = self.entry(&entries);
        let before = entries.into_iter().filter(|entry| entry.valid_from_on < self.from_on);
        let mut entries: Vec<_> = before.map(|entry| entry.until(self.from_on)).collect();
        if !self.is_eligible {
            return Ok(entries);
        }
        match entries.last_mut() {
            Some(last) if last.goes_on_as(&next) => last.valid_to_on = None,
            Some(_) | None => entries.push(next),
        }
        Ok(entries)
    }

    /// What begins with the decision, if the country is eligible. Whether companies are checked stays as it is said of
    /// that day so far.
    fn entry(self, entries: &[EligibleCountry]) -> EligibleCountry {
        let so_far = entries.iter().rfind(|entry| entry.valid_from_on <= self.from_on);
        let so_far = so_far.is_none_or(|entry| entry.checks_companies);
        let checks_companies = self.checks_companies.unwrap_or(so_far);
        let Self { country, from_on, .. } = self;
        EligibleCountry { country, checks_companies, valid_from_on: from_on, valid_to_on: None }
    }
}

impl EligibleCountry {
    /// Whether the country's experts may register on that day because of it.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.valid_from_on <= on && self.valid_to_on.is_none_or(|end| on < end)
    }

    fn goes_on_as(&self, next: &Self) -> bool {
        self.valid_to_on == Some(next.valid_from_on) && self.checks_companies == next.checks_companies
    }

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

/// Where a new installation checks companies (G-40): those of the above in Europe, the Middle East and Africa, and South
/// Korea.
const CHECKED: [&str; 35] = [
    "AE", "AT", "BE", "BG", "BH", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IL", "IT", "KR", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "QA", "RO", "SE", "SI", "SK",
];

/// What a new installation starts with (G-37, G-40).
pub fn eligible_countries_default() -> Vec<EligibleCountry> {
    let valid_from_on = NaiveDate::from_ymd_opt(2000, 1, 1).expect("that day is on the calendar");
    let country = |code: &str| code.parse().expect("the list holds ISO 3166 codes");
    let eligible = |code| EligibleCountry {
        country: country(code),
        checks_companies: CHECKED.contains(&code),
        valid_from_on,
        valid_to_on: None,
    };
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
            checks_companies: false,
            valid_from_on: day(*from),
            valid_to_on: to.map(day),
        };
        let decision = CountryDecision { country, is_eligible, checks_companies: Some(false), from_on: day(from) };
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
        let country = "BR".parse().unwrap();
        let decision = CountryDecision { country, is_eligible: true, checks_companies: None, from_on: day(9) };
        let past = Err(AccountError::PeriodInPast { from: day(9), today: day(10) });
        assert_eq!(decision.decide(vec![], day(10)), past);
    }

    /// Holds G-40: with another answer to the check a span of its own begins; without one it stays as it was.
    #[test]
    fn whether_companies_are_checked_is_decided_by_days() {
        let country = "BR".parse().unwrap();
        let decide = |entries, checks_companies, from| {
            let decision = CountryDecision { country, is_eligible: true, checks_companies, from_on: day(from) };
            decision.decide(entries, day(10)).unwrap()
        };
        let checked_on = |entries: &[EligibleCountry], days: [u32; 3]| {
            days.map(|on| Countries::new(entries.to_vec()).check_companies(country, day(on)))
        };
        let new = decide(vec![], None, 10);
        assert_eq!(checked_on(&new, [9, 10, 11]), [false, true, true], "a new country is checked, once it is listed");
        let lifted = decide(new, Some(false), 12);
        assert_eq!((lifted.len(), checked_on(&lifted, [11, 12, 13])), (2, [true, false, false]));
        let ended = CountryDecision { country, is_eligible: false, checks_companies: None, from_on: day(14) };
        let ended = ended.decide(lifted, day(12)).unwrap();
        assert_eq!(checked_on(&ended, [13, 14, 20]), [false; 3], "who is registered stays as he was");
        let again = decide(ended, None, 16);
        assert_eq!((again.len(), checked_on(&again, [11, 15, 16])), (3, [true, false, false]));
    }

    /// Holds G-37.
    #[test]
    fn the_list_of_a_new_installation_holds_every_jurisdiction_once() {
        let countries: HashSet<_> = eligible_countries_default().into_iter().map(|row| row.country).collect();
        assert_eq!(countries.len(), 15 + 27);
        assert!(countries.contains(&"DE".parse().unwrap()) && !countries.contains(&"BR".parse().unwrap()));
    }
}
