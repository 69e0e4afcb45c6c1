use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// When staff are written what waits for them: six in the morning, UTC. That is before a day's work begins in Europe, and
/// after one has ended in America.
const WRITTEN_AT: TimeDelta = TimeDelta::hours(6);

/// The day whose digest is the latest that is due at `now`.
pub fn digest_day(now: DateTime<Utc>) -> NaiveDate {
    (now - WRITTEN_AT).date_naive()
}

/// When the digest of a day is due.
pub fn digest_at(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + WRITTEN_AT
}

/// When somebody is to be written next, of work whose oldest piece has waited since `oldest_at`; `last_on`: the day of
/// their last digest. One a day, however many were missed.
pub fn next_digest_at(oldest_at: DateTime<Utc>, last_on: Option<NaiveDate>) -> DateTime<Utc> {
    let first = digest_day(oldest_at - TimeDelta::microseconds(1));
    let after = last_on.map_or(first, |last_on| first.max(last_on));
    digest_at(after.checked_add_days(Days::new(1)).unwrap_or(after))
}

/// When members are written what they did not read: eight in the morning of their account's time zone, the next after
/// `now`.
pub fn next_morning(zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let mornings = today.iter_days().take(3).filter_map(|day| {
        let morning = day.and_hms_opt(8, 0, 0)?;
        zone.from_local_datetime(&morning).earliest().map(|morning| morning.to_utc())
    });
    // A clock that skips eight o'clock has a next day; should it skip two, a day is as good.
    mornings.into_iter().find(|morning| *morning > now).unwrap_or(now + TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_came_in_the_night_is_told_in_the_morning() {
        let six = at("2027-03-02T06:00:00Z");
        for came in ["2027-03-01T06:00:00.000001Z", "2027-03-01T23:00:00Z", "2027-03-02T06:00:00Z"] {
            assert_eq!(next_digest_at(at(came), None), six, "{came}");
        }
        assert_eq!(next_digest_at(at("2027-03-02T06:00:00.000001Z"), None), at("2027-03-03T06:00:00Z"));
    }

    #[test]
    fn members_have_mornings_of_their_own() {
        for (zone, now, morning) in [
            ("Europe/Berlin", "2027-03-27T06:59:59Z", "2027-03-27T07:00:00Z"),
            ("Europe/Berlin", "2027-03-27T07:00:00Z", "2027-03-28T06:00:00Z"), // Its summer begins that night.
            ("Asia/Tokyo", "2027-03-01T09:00:00Z", "2027-03-01T23:00:00Z"),
            ("Pacific/Apia", "2011-12-29T19:00:00Z", "2011-12-30T18:00:00Z"), // It had no 30 December.
        ] {
            assert_eq!(next_morning(zone.parse().unwrap(), at(now)), at(morning), "{zone} {now}");
        }
    }

    #[test]
    fn nobody_is_written_twice_a_day() {
        let waits_since = at("2028-02-20T09:00:00Z");
        assert_eq!(
            next_digest_at(waits_since, Some(digest_day(at("2028-02-28T06:00:00Z")))),
            at("2028-02-29T06:00:00Z")
        );
        assert_eq!(digest_day(at("2028-03-01T05:59:59Z")), at("2028-02-29T06:00:00Z").date_naive());
    }
}
