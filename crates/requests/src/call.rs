use chrono::{DateTime, TimeDelta, Utc};
use kernel::{InputError, public_url};

/// A call that a message proposes: the two sides hold it elsewhere (G-36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where it is held: an https address of a public host.
    pub link: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Call {
    /// Takes the link as typed. A call lasts 5 minutes to 8 hours, and is not over before it is proposed.
    pub fn new(link: &str, starts_at: DateTime<Utc>, minutes: i64, now: DateTime<Utc>) -> Result<Self, InputError> {
        let link = public_url(link).ok_or(InputError::new("link", "is no https address of a public host"))?;
        if !(5..=480).contains(&minutes) {
            return Err(InputError::new("minutes", "is not between 5 and 480"));
        }
        let ends_at = starts_at.checked_add_signed(TimeDelta::minutes(minutes)).filter(|ends_at| *ends_at > now);
        let ends_at = ends_at.ok_or(InputError::new("startsAt", "makes a call that is over"))?;
        Ok(Self { link, starts_at, ends_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const LINK: &str = "https://meet.example.com/ada";

    #[test]
    fn a_call_is_held_at_a_public_place_in_the_time_to_come() {
        let call = Call::new(LINK, NOW - TimeDelta::minutes(10), 15, NOW).unwrap();
        assert_eq!(call.ends_at - call.starts_at, TimeDelta::minutes(15), "one that has begun may be joined");
        for (link, starts_at, minutes) in [
            ("javascript:alert(1)", NOW, 30),
            ("http://meet.example.com/ada", NOW, 30),
            ("https://localhost/ada", NOW, 30),
            (LINK, NOW, 4),
            (LINK, NOW, 481),
            (LINK, NOW, i64::MAX),
            (LINK, NOW - TimeDelta::minutes(30), 30),
            (LINK, DateTime::<Utc>::MAX_UTC, 30),
        ] {
            assert!(Call::new(link, starts_at, minutes, NOW).is_err(), "{link} {starts_at} {minutes}");
        }
    }
}
