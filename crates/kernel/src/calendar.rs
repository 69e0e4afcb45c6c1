use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::{America, Europe, Tz};

/// On which days a payment system settles, and until when it takes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// The Federal Reserve's, for NACHA files.
    Fed,
    /// TARGET's, for SEPA files.
    Target,
}

impl Calendar {
    pub fn is_business_day(self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.is_holiday(day)
    }

    /// The day itself, or the next one on which the system settles, over the end of the month too.
    pub fn following(self, day: NaiveDate) -> NaiveDate {
        let mut day = day;
        while !self.is_business_day(day) {
            day = next(day);
        }
        day
    }

    /// The `count`-th business day after `day`; for none, the same as [`Self::following`].
    pub fn add_business_days(self, day: NaiveDate, count: u32) -> NaiveDate {
        (0..count).fold(self.following(day), |day, _| self.following(next(day)))
    }

    /// Until when files of a day are taken: 17:00 in New York, 16:00 in Brussels.
    pub fn cutoff(self, day: NaiveDate) -> DateTime<Utc> {
        let hour = match self {
            Self::Fed => 17,
            Self::Target => 16,
        };
        let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("a full hour");
        let local = self.zone().from_local_datetime(&day.and_time(time));
        local.earliest().expect("no clock is changed in the afternoon").to_utc()
    }

    /// The date at an instant, where the system is.
    pub fn date(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone()).date_naive()
    }

    const fn zone(self) -> Tz {
        match self {
            Self::Fed => America::New_York,
            Self::Target => Europe::Brussels,
        }
    }

    /// Whether it is one of the holidays that may fall on a day from Monday to Friday.
    fn is_holiday(self, day: NaiveDate) -> bool {
        match self {
            Self::Fed => is_fed_holiday(day),
            Self::Target => is_target_holiday(day),
        }
    }
}

/// A holiday of the Federal Reserve. One that falls on a Sunday is kept on Monday; one on a Saturday is not
/// moved: the Friday before is a business day.
fn is_fed_holiday(day: NaiveDate) -> bool {
    let which = (day.day() - 1) / 7 + 1; // The first, second … of its weekday in the month.
    let floating = match day.weekday() {
        // Martin Luther King, Washington, Memorial Day, Labor Day, Columbus Day.
        Weekday::Mon => matches!((day.month(), which), (1 | 2, 3) | (9, 1) | (10, 2)) || is_last_week_of_may(day),
        Weekday::Thu => (day.month(), which) == (11, 4), // Thanksgiving.
        Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat | Weekday::Sun => false,
    };
    let sunday_before = if day.weekday() == Weekday::Mon { day.pred_opt() } else { None };
    floating || is_fixed_fed_holiday(day) || sunday_before.is_some_and(is_fixed_fed_holiday)
}

/// New Year, Juneteenth, Independence Day, Veterans Day, Christmas.
fn is_fixed_fed_holiday(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25))
}

/// A closing day of TARGET: New Year, Good Friday, Easter Monday, 1 May, Christmas, 26 December. None is moved.
fn is_target_holiday(day: NaiveDate) -> bool {
    let from_easter = easter(day.year()).map(|easter| day.signed_duration_since(easter).num_days());
    matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26)) || matches!(from_easter, Some(-2 | 1))
}

fn easter(year: i32) -> Option<NaiveDate> {
    let date = computus::gregorian(year).ok()?;
    NaiveDate::from_ymd_opt(date.year, date.month, date.day)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).expect("business days are counted far from the end of time")
}

fn is_last_week_of_may(day: NaiveDate) -> bool {
    day.month() == 5 && day.day() > 31 - 7
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The oracle's holidays of one calendar, and how they were made: see the head of the file.
    fn oracle(code: &str) -> BTreeSet<NaiveDate> {
        let lines = include_str!("calendar/holidays_xfed_xecb.csv").lines().filter(|line| line.starts_with(code));
        let days = lines.flat_map(|line| {
            let mut parts = line.split(',').skip(1);
            let (year, days) = (parts.next().unwrap(), parts.next().unwrap());
            days.split(' ').map(move |month_day| day(&format!("{year}-{month_day}")))
        });
        days.collect()
    }

    #[test]
    fn every_weekday_from_2022_to_2040_is_as_the_oracle_says() {
        for (calendar, code, holidays) in [(Calendar::Fed, "XFED", 194), (Calendar::Target, "XECB", 90)] {
            let oracle = oracle(code);
            assert_eq!(oracle.len(), holidays);
            let days = day("2022-01-01").iter_days().take_while(|day| day.year() <= 2040);
            for day in days {
                let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                assert_eq!(calendar.is_business_day(day), !is_weekend && !oracle.contains(&day), "{code} {day}");
            }
        }
    }

    /// Days that everybody who pays by these systems knows, whatever the oracle's file says.
    #[test]
    fn well_known_days_are_open_or_closed() {
        let (open, closed) = (true, false);
        let known = [
            (Calendar::Fed, "2022-06-20", closed), // Juneteenth was a Sunday: kept on Monday.
            (Calendar::Fed, "2027-06-18", open),   // It is a Saturday: the Friday before is open.
            (Calendar::Fed, "2023-01-02", closed), // New Year was a Sunday.
            (Calendar::Fed, "2027-12-24", open),   // Christmas is a Saturday,
            (Calendar::Fed, "2027-12-31", open),   // and so is the New Year after it.
            (Calendar::Fed, "2028-12-25", closed),
            (Calendar::Fed, "2029-01-01", closed),
            (Calendar::Fed, "2028-02-21", closed), // Washington's birthday in a leap year.
            (Calendar::Fed, "2028-02-29", open),
            (Calendar::Fed, "2027-11-25", closed), // Thanksgiving,
            (Calendar::Fed, "2027-11-26", open),   // and the day after it.
            (Calendar::Fed, "2027-03-26", open),   // Good Friday is no holiday of the Fed.
            (Calendar::Target, "2027-03-26", closed),
            (Calendar::Target, "2027-03-29", closed), // Easter Monday.
            (Calendar::Target, "2038-04-23", closed), // Good Friday of the latest Easter of the century,
            (Calendar::Target, "2038-04-26", closed),
            (Calendar::Target, "2008-03-21", closed), // and of the earliest of our time.
            (Calendar::Target, "2008-03-24", closed),
            (Calendar::Target, "2028-05-01", closed),
            (Calendar::Target, "2028-12-26", closed),
            (Calendar::Target, "2028-12-27", open),
            (Calendar::Target, "2027-12-27", open), // Both days of Christmas are on the weekend; none is moved.
            (Calendar::Target, "2027-12-31", open),
            (Calendar::Target, "2028-02-29", open),
            (Calendar::Target, "2027-06-18", open),
            (Calendar::Target, "2027-07-05", open),
        ];
        for (calendar, on, is_open) in known {
            assert_eq!(calendar.is_business_day(day(on)), is_open, "{calendar:?} {on}");
        }
        // What the United States keep on Monday because it fell on Sunday.
        assert_eq!(Calendar::Fed.following(day("2027-07-04")), day("2027-07-06"));
        assert_eq!(Calendar::Target.add_business_days(day("2027-03-25"), 1), day("2027-03-30"));
    }

    /// Holds IQ-32: what falls on a day that is none is done on the following one.
    #[test]
    fn days_roll_to_the_following_business_day() {
        let rolled = [
            (Calendar::Fed, "2026-07-03", "2026-07-03"), // Independence Day is a Saturday: the Friday is open.
            (Calendar::Fed, "2026-07-04", "2026-07-06"),
            (Calendar::Fed, "2027-07-04", "2027-07-06"), // A Sunday, kept on Monday.
            (Calendar::Fed, "2026-01-31", "2026-02-02"), // Over the end of the month.
            (Calendar::Fed, "2027-02-28", "2027-03-01"),
            (Calendar::Target, "2027-12-25", "2027-12-27"),
            (Calendar::Target, "2026-04-03", "2026-04-07"), // Good Friday to Easter Monday.
        ];
        for (calendar, from, to) in rolled {
            assert_eq!(calendar.following(day(from)), day(to), "{calendar:?} {from}");
        }
    }

    #[test]
    fn business_days_are_counted_without_holidays() {
        let friday = day("2026-11-20");
        let counted = [0, 1, 3, 4, 5].map(|count| Calendar::Fed.add_business_days(friday, count));
        let expected = ["2026-11-20", "2026-11-23", "2026-11-25", "2026-11-27", "2026-11-30"].map(day);
        assert_eq!(counted, expected); // The 26th is Thanksgiving.
        assert_eq!(Calendar::Fed.add_business_days(day("2026-11-21"), 1), day("2026-11-24"));
    }

    #[test]
    fn a_cutoff_follows_the_clock_of_its_place() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(Calendar::Fed.cutoff(day("2026-01-15")), at("2026-01-15T22:00:00Z"));
        assert_eq!(Calendar::Fed.cutoff(day("2026-07-15")), at("2026-07-15T21:00:00Z"));
        assert_eq!(Calendar::Target.cutoff(day("2026-01-15")), at("2026-01-15T15:00:00Z"));
        assert_eq!(Calendar::Target.cutoff(day("2026-07-15")), at("2026-07-15T14:00:00Z"));
        assert_eq!(Calendar::Fed.date(at("2026-07-15T03:59:59Z")), day("2026-07-14"));
        // The last business day before each clock is changed, and the first one after.
        let changes = [
            (Calendar::Fed, "2027-03-12", "2027-03-12T22:00:00Z"),
            (Calendar::Fed, "2027-03-15", "2027-03-15T21:00:00Z"),
            (Calendar::Fed, "2027-11-05", "2027-11-05T21:00:00Z"),
            (Calendar::Fed, "2027-11-08", "2027-11-08T22:00:00Z"),
            (Calendar::Target, "2027-03-25", "2027-03-25T15:00:00Z"),
            (Calendar::Target, "2027-03-30", "2027-03-30T14:00:00Z"),
            (Calendar::Target, "2027-10-29", "2027-10-29T14:00:00Z"),
            (Calendar::Target, "2027-11-01", "2027-11-01T15:00:00Z"),
        ];
        for (calendar, on, cutoff) in changes {
            assert_eq!(calendar.cutoff(day(on)), at(cutoff), "{calendar:?} {on}");
        }
    }
}
