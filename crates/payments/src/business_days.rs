use chrono::{DateTime, Days, NaiveTime, Utc};
use kernel::Calendar;

/// The operator's business days are those of European payments.
const CALENDAR: Calendar = Calendar::Target;

/// The end, in UTC, of the `count`-th business day after the day of `at`.
pub fn end_of_business_day(at: DateTime<Utc>, count: u32) -> DateTime<Utc> {
    let last = CALENDAR.add_business_days(CALENDAR.date(at), count);
    (last + Days::new(1)).and_time(NaiveTime::MIN).and_utc()
}
