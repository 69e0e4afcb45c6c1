//! The days on which US dollars are carried, as plain data: the holidays of the Federal Reserve as it publishes them,
//! and the days on which New York changes its clocks. Histories end before the data does.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

pub type Instant = DateTime<Utc>;

/// Holidays from Monday to Friday.
const HOLIDAYS: [&str; 21] = [
    "2027-01-01",
    "2027-01-18",
    "2027-02-15",
    "2027-05-31",
    "2027-07-05",
    "2027-09-06",
    "2027-10-11",
    "2027-11-11",
    "2027-11-25",
    "2028-01-17",
    "2028-02-21",
    "2028-05-29",
    "2028-06-19",
    "2028-07-04",
    "2028-09-04",
    "2028-10-09",
    "2028-11-23",
    "2028-12-25",
    "2029-01-01",
    "2029-01-15",
    "2029-02-19",
];
/// From the first day to the one before the second it is summer in New York.
const SUMMERS: [(&str, &str); 2] = [("2027-03-14", "2027-11-07"), ("2028-03-12", "2028-11-05")];
/// From Monday to Friday, when European payments rest; the business days of the operator are theirs.
const EUROPEAN_HOLIDAYS: [&str; 8] =
    ["2027-01-01", "2027-03-26", "2027-03-29", "2028-04-14", "2028-04-17", "2028-05-01", "2028-12-25", "2028-12-26"];
/// As in New York: the days on which Brussels changes its clocks, at 01:00 UTC.
const EUROPEAN_SUMMERS: [(&str, &str); 2] = [("2027-03-28", "2027-10-31"), ("2028-03-26", "2028-10-29")];
/// No history goes on for longer.
const END: &str = "2028-12-01T00:00:00Z";

pub fn end() -> Instant {
    END.parse().expect("the instant is well formed")
}

pub fn is_business_day(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !HOLIDAYS.contains(&day.to_string().as_str())
}

/// The first business day after a day.
pub fn next(day: NaiveDate) -> NaiveDate {
    let mut day = day + Days::new(1);
    while !is_business_day(day) {
        day = day + Days::new(1);
    }
    day
}

/// The last business day before a day.
pub fn last(day: NaiveDate) -> NaiveDate {
    let mut day = day - Days::new(1);
    while !is_business_day(day) {
        day = day - Days::new(1);
    }
    day
}

/// 17:00 in New York.
pub fn cutoff(day: NaiveDate) -> Instant {
    let text = day.to_string();
    let is_summer = SUMMERS.iter().any(|(first, end)| *first <= text.as_str() && text.as_str() < *end);
    midnight(day) + TimeDelta::hours(if is_summer { 21 } else { 22 })
}

/// G-29: five business days of the operator's after that of an instant, to their end in UTC. What begins on a day of
/// rest begins on the next business day.
pub fn end_of_fifth_business_day(at: Instant) -> Instant {
    let rests = |day: &NaiveDate| {
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        is_weekend || EUROPEAN_HOLIDAYS.contains(&day.to_string().as_str())
    };
    let business_days = in_brussels(at).iter_days().filter(|day| !rests(day));
    let last = business_days.take(6).last().expect("days do not end");
    midnight(last + Days::new(1))
}

/// The date where the operator is.
fn in_brussels(at: Instant) -> NaiveDate {
    let changes = |day: &str| midnight(day.parse().expect("a day is well formed")) + TimeDelta::hours(1);
    let is_summer = EUROPEAN_SUMMERS.iter().any(|(first, end)| changes(first) <= at && at < changes(end));
    (at + TimeDelta::hours(if is_summer { 2 } else { 1 })).date_naive()
}

/// 00:00 UTC.
pub fn midnight(day: NaiveDate) -> Instant {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Whether money that is paid monthly on day `number` goes out on a business day: because it is that day, or because
/// that day and all since were none. Above 28 it is the month's end.
pub fn is_monthly_run(on: NaiveDate, number: u32) -> bool {
    let since_last_run = on.iter_days().rev().take_while(|day| *day == on || !is_business_day(*day));
    let is_last = |day: NaiveDate| (day + Days::new(1)).day() == 1;
    since_last_run.into_iter().any(|day| if number > 28 { is_last(day) } else { day.day() == number })
}
