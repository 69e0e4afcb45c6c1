use std::{fmt, str::FromStr};

use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};

/// A month of UTC, as `2027-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(NaiveDate); // Invariant: a first day whose next month can be told.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as 2027-03")]
pub struct MonthError;

impl Month {
    /// Its first instant.
    pub fn begins_at(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first instant after it.
    pub fn ends_at(self) -> DateTime<Utc> {
        (self.0 + Months::new(1)).and_time(NaiveTime::MIN).and_utc()
    }
}

impl FromStr for Month {
    type Err = MonthError;

    /// Of the years 2000 to 2999: others are slips of the hand.
    fn from_str(text: &str) -> Result<Self, MonthError> {
        let is_plain = text.len() == "2027-03".len() && text.starts_with('2');
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().filter(|_| is_plain);
        first.map(Self).ok_or(MonthError)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for (text, next) in [("2027-01", "2027-02"), ("2028-02", "2028-03"), ("2027-12", "2028-01")] {
            let (month, next): (Month, Month) = (text.parse().unwrap(), next.parse().unwrap());
            assert_eq!((month.ends_at(), month.to_string().as_str()), (next.begins_at(), text));
        }
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "",
            "2027",
            "2027-13",
            "2027-00",
            "2027-3",
            "27-03",
            "2027-03-01",
            "+027-03",
            "1999-12",
            "3000-01",
            "2027/03",
        ] {
            assert_eq!(text.parse::<Month>(), Err(MonthError), "{text:?}");
        }
    }
}
