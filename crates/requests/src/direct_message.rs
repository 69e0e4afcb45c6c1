use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, ConversationId, EmailAddress, InputError, line};

use super::RequestError;

/// How many direct messages an account sends within a day at most.
pub const DIRECT_MESSAGES_MAX: usize = 10;
/// The time over which they are counted.
const PERIOD: TimeDelta = TimeDelta::days(1);

/// How a customer wrote to an expert from a public profile (G-27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectMessage {
    pub conversation_id: ConversationId,
    pub customer_account_id: AccountId,
    pub contact: Contact,
    pub sent_at: DateTime<Utc>,
}

/// Whom the expert deals with, as they call themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    /// For the customer's own side and the operator; the expert never sees it.
    pub email: EmailAddress,
}

impl Contact {
    /// Takes the name as typed, within its limits.
    pub fn new(name: &str, email: &str) -> Result<Self, InputError> {
        Ok(Self { name: line("name", name, 1..=30)?, email: email.parse()? })
    }
}

impl DirectMessage {
    /// From when on messages count that were sent before `now`.
    pub fn counted_from(now: DateTime<Utc>) -> DateTime<Utc> {
        now - PERIOD
    }

    /// Refuses one more than may be sent. `sent`: when those that count were, the latest first.
    pub fn ensure_not_too_many(sent: &[DateTime<Utc>]) -> Result<(), RequestError> {
        match sent.get(DIRECT_MESSAGES_MAX - 1) {
            Some(earliest) => Err(RequestError::TooManyDirectMessages { until: *earliest + PERIOD }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-27.
    #[test]
    fn a_contact_has_a_name_of_1_to_30_characters_and_an_address() {
        assert!(Contact::new("C", "carol@example.org").is_ok());
        assert!(Contact::new(&"ä".repeat(30), "carol@example.org").is_ok());
        for (name, email, field) in [
            (" ".to_owned(), "carol@example.org".to_owned(), "name"),
            ("x".repeat(31), "carol@example.org".to_owned(), "name"),
            ("a\nb".to_owned(), "carol@example.org".to_owned(), "name"),
            ("Carol".to_owned(), "carol".to_owned(), "email"),
            ("Carol".to_owned(), format!("{}@example.org", "x".repeat(243)), "email"),
        ] {
            assert_eq!(Contact::new(&name, &email).unwrap_err().field, field, "{name} {email}");
        }
    }

    #[test]
    fn one_more_than_may_be_sent_waits_until_the_first_is_a_day_old() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
        let sent: Vec<_> = (0..10).map(|hour| now - TimeDelta::hours(hour)).collect();
        assert_eq!(DirectMessage::ensure_not_too_many(&sent[..9]), Ok(()));
        let until = now - TimeDelta::hours(9) + TimeDelta::days(1);
        assert_eq!(DirectMessage::ensure_not_too_many(&sent), Err(RequestError::TooManyDirectMessages { until }));
    }
}
