use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use kernel::{AccountId, ConversationId, InputError, MemberId, MessageId, text};
use sea_orm::DeriveValueType;

use super::{Call, SpeakingIdentity};

/// One message, in plain text (G-26). It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub number: MessageNumber,
    pub author_account_id: AccountId,
    pub author_member_id: MemberId,
    /// In whose name an expert wrote it; `None`: the customer did.
    pub speaks_as: Option<SpeakingIdentity>,
    pub body: String,
    /// A call that it proposes.
    pub call: Option<Call>,
    pub sent_at: DateTime<Utc>,
}

/// Which message of its conversation one is, from 1 on: given under the lock of the conversation, so that the numbers
/// have no gaps and who reads on from one misses nothing, whichever process wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct MessageNumber(i32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a conversation")]
pub struct MessageNumberError;

impl Message {
    /// Takes the words as typed.
    pub fn words(typed: &str) -> Result<String, InputError> {
        text("message", typed, 1..=10_000)
    }
}

impl MessageNumber {
    /// Before the first message.
    pub const NONE: Self = Self(0);

    /// That of the message after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for MessageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MessageNumber {
    type Err = MessageNumberError;

    /// One number, one spelling.
    fn from_str(text: &str) -> Result<Self, MessageNumberError> {
        let number = text.parse().ok().filter(|number: &i32| *number > 0 && number.to_string() == text);
        number.map(Self).ok_or(MessageNumberError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-26.
    #[test]
    fn a_message_is_plain_text_of_1_to_10_000_characters() {
        assert!(Message::words("x").is_ok() && Message::words(&"x".repeat(10_000)).is_ok());
        assert!(Message::words(" ").is_err() && Message::words(&"x".repeat(10_001)).is_err());
        assert!(Message::words("a\0b").is_err());
    }

    #[test]
    fn the_number_of_a_message_has_one_spelling() {
        let second = MessageNumber::NONE.next().next();
        assert_eq!("2".parse(), Ok(second));
        for other in ["0", "-1", "+2", "02", "2 ", "", "2147483648"] {
            assert_eq!(other.parse::<MessageNumber>(), Err(MessageNumberError), "{other}");
        }
    }
}
