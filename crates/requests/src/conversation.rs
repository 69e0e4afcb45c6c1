use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, ConversationId, CustomerRequestId, InputError, MemberId, MessageId, Side, text};

use super::{CustomerRequest, RequestError, SpeakingIdentity};

/// What a customer and one expert account write to each other about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    pub customer_request_id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub opened_at: DateTime<Utc>,
    /// When the last message was sent.
    pub active_at: DateTime<Utc>,
}

/// One message, in plain text (G-26). It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub author_account_id: AccountId,
    pub author_member_id: MemberId,
    /// In whose name an expert wrote it; `None`: the customer did.
    pub speaks_as: Option<SpeakingIdentity>,
    pub body: String,
    pub sent_at: DateTime<Utc>,
}

impl Conversation {
    /// Begins with the answer of `expert` to a request.
    pub fn open(id: ConversationId, request: &CustomerRequest, expert: AccountId, at: DateTime<Utc>) -> Self {
        Self {
            id,
            customer_request_id: request.id,
            customer_account_id: request.customer_account_id,
            expert_account_id: expert,
            opened_at: at,
            active_at: at,
        }
    }

    /// A new message moves it to the top.
    #[must_use]
    pub fn continued(self, at: DateTime<Utc>) -> Self {
        Self { active_at: at.max(self.active_at), ..self } // Two messages may be written in the other order.
    }

    /// Where the one who acts stands; to everybody else it does not exist.
    pub fn side_of(&self, actor: Actor) -> Result<Side, RequestError> {
        if actor.acts_for(self.customer_account_id) {
            Ok(Side::Customer)
        } else if actor.acts_for(self.expert_account_id) {
            Ok(Side::Expert)
        } else {
            Err(RequestError::ConversationNotFound(self.id))
        }
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || self.side_of(actor).is_ok()
    }
}

impl Message {
    /// Takes the words as typed.
    pub fn words(typed: &str) -> Result<String, InputError> {
        text("message", typed, 1..=10_000)
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
}
