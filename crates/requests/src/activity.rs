use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use kernel::{CustomerRequestId, EntityId};

/// What a list by activity runs by: the newest first (G-10). It tells where a page ended even after what stood there
/// has moved to the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActivityKey<I = CustomerRequestId> {
    pub active_at: DateTime<Utc>,
    pub id: I,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list by activity")]
pub struct ActivityKeyError;

impl<I: EntityId> fmt::Display for ActivityKey<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.active_at.timestamp_micros(), self.id)
    }
}

impl<I: EntityId> FromStr for ActivityKey<I> {
    type Err = ActivityKeyError;

    fn from_str(text: &str) -> Result<Self, ActivityKeyError> {
        let key = text.split_once('/').and_then(|(micros, id)| {
            let active_at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
            Some(Self { active_at, id: id.parse().ok()? })
        });
        // One place, one spelling, and no instant that a database cannot tell.
        let key = key.filter(|key| key.to_string() == text && key.active_at >= DateTime::UNIX_EPOCH);
        key.ok_or(ActivityKeyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-22.
    #[test]
    fn a_place_in_the_list_has_one_spelling() {
        let key =
            ActivityKey { active_at: DateTime::UNIX_EPOCH, id: CustomerRequestId::generate(DateTime::UNIX_EPOCH) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for other in
            [format!("+{key}"), format!("{key} "), key.id.to_string(), format!("{}/{key}", i64::MAX), String::new()]
        {
            assert_eq!(other.parse::<ActivityKey>(), Err(ActivityKeyError), "{other}");
        }
    }
}
