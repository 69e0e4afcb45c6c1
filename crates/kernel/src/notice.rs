use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// So many days before something ends people are told, the earliest first: time enough to prepare what follows it, to
/// hand it in, and to see that nobody forgot.
const NOTICE_DAYS: [u16; 3] = [90, 60, 30];
/// The shortest time that the clock tells apart.
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

/// That something ends before long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryNotice {
    /// When it is due.
    pub at: DateTime<Utc>,
    /// How long before the end that is.
    pub days_before: u16,
    /// The end: from then on the thing no longer counts.
    pub expires_at: DateTime<Utc>,
}

impl ExpiryNotice {
    /// All notices of an end, in due order. A day is 24 hours.
    pub fn all(expires_at: DateTime<Utc>) -> impl Iterator<Item = Self> {
        NOTICE_DAYS.into_iter().map(move |days_before| {
            let at = expires_at - TimeDelta::days(i64::from(days_before));
            Self { at, days_before, expires_at }
        })
    }

    /// When the next one is due, after `after`; of what was due before, people know.
    pub fn next_at(expires_at: DateTime<Utc>, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Self::all(expires_at).map(|notice| notice.at).find(|due_at| *due_at > after)
    }

    /// The one to be given at `now`, where `next_at` is when the next is due: of several that were missed the last, and
    /// none once it is over.
    pub fn due(expires_at: DateTime<Utc>, next_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Self> {
        let is_due = next_at <= now && now < expires_at;
        Self::all(expires_at).filter(|notice| is_due && notice.at <= now).last()
    }

    /// How long it counts, as of `now`: "until the end of 29 March 2028 (UTC), for 30 more days".
    pub fn term(&self, now: DateTime<Utc>) -> String {
        let days = match self.days_left(now) {
            1 => "1 more day".to_owned(),
            days => format!("{days} more days"),
        };
        format!("until the end of {} (UTC), for {days}", self.last_on().format("%-d %B %Y"))
    }

    /// One that has begun counts.
    fn days_left(&self, now: DateTime<Utc>) -> i64 {
        (self.expires_at - now + TimeDelta::days(1) - MOMENT).num_days()
    }

    fn last_on(&self) -> NaiveDate {
        (self.expires_at - MOMENT).date_naive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const END: &str = "2028-03-30T00:00:00Z";

    #[test]
    fn a_leap_day_is_a_day() {
        let due: Vec<_> = ExpiryNotice::all(at(END)).map(|notice| notice.at).collect();
        assert_eq!(due, [at("2027-12-31T00:00:00Z"), at("2028-01-30T00:00:00Z"), at("2028-02-29T00:00:00Z")]);
        assert_eq!(ExpiryNotice::next_at(at(END), due[0]), Some(due[1]));
        assert_eq!(ExpiryNotice::next_at(at(END), due[2]), None);
    }

    #[test]
    fn of_what_was_missed_the_last_is_due_and_nothing_once_it_is_over() {
        let end = at(END);
        let first = ExpiryNotice::next_at(end, DateTime::UNIX_EPOCH).unwrap();
        let due = |days_left| ExpiryNotice::due(end, first, end - TimeDelta::days(days_left));
        let days_before = |days_left| due(days_left).map(|notice| notice.days_before);
        let told = [91, 90, 61, 60, 31, 30, 1, 0].map(days_before);
        assert_eq!(told, [None, Some(90), Some(90), Some(60), Some(60), Some(30), Some(30), None]);
        assert_eq!(ExpiryNotice::due(end, end, end - TimeDelta::days(1)), None, "what is not due yet");
    }

    #[test]
    fn the_term_names_the_last_day_and_what_is_left() {
        let notice = ExpiryNotice::all(at(END)).last().unwrap();
        let term = |now| notice.term(at(now));
        assert_eq!(term("2028-02-29T00:00:00Z"), "until the end of 29 March 2028 (UTC), for 30 more days");
        assert_eq!(term("2028-02-29T00:00:01Z"), "until the end of 29 March 2028 (UTC), for 30 more days");
        assert_eq!(term("2028-03-29T12:00:00Z"), "until the end of 29 March 2028 (UTC), for 1 more day");
    }
}
