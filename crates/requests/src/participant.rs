use chrono::{DateTime, Utc};
use kernel::{AccountId, ConversationId, MemberId};

use super::{Conversation, MessageNumber};

/// How many members of one account take part in a conversation at most.
pub const PARTICIPANTS_MAX: usize = 50;

/// A member's part in a conversation (G-36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub conversation_id: ConversationId,
    pub member_id: MemberId,
    pub account_id: AccountId,
    pub joined_at: DateTime<Utc>,
    /// The last message that they marked as read.
    pub read: MessageNumber,
}

impl Participant {
    /// Joins; what was written before is there to be read, and is not news.
    pub fn join(
        conversation: &Conversation,
        (account_id, member_id): (AccountId, MemberId),
        at: DateTime<Utc>,
    ) -> Self {
        let (conversation_id, read) = (conversation.id, conversation.last_number);
        Self { conversation_id, member_id, account_id, joined_at: at, read }
    }

    /// Has read up to a message; the mark only moves forward.
    #[must_use]
    pub fn read_through(self, number: MessageNumber) -> Self {
        Self { read: self.read.max(number), ..self }
    }

    /// Has written a message. Who had read everything before it has read their own words too; who had not still has
    /// news.
    #[must_use]
    pub fn wrote(self, number: MessageNumber) -> Self {
        if self.read.next() == number { self.read_through(number) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn number(text: &str) -> MessageNumber {
        text.parse().unwrap()
    }

    fn having_read(read: &str) -> Participant {
        let (conversation_id, read) = (ConversationId::generate(AT), number(read));
        let (account_id, member_id) = (AccountId::generate(AT), MemberId::generate(AT));
        Participant { conversation_id, member_id, account_id, joined_at: AT, read }
    }

    /// Holds G-36.
    #[test]
    fn what_is_read_stays_read() {
        assert_eq!(having_read("3").read_through(number("7")).read, number("7"));
        assert_eq!(having_read("3").read_through(number("2")).read, number("3"));
    }

    #[test]
    fn who_writes_has_read_their_own_words_and_not_what_came_between() {
        assert_eq!(having_read("3").wrote(number("4")).read, number("4"));
        assert_eq!(having_read("3").wrote(number("5")).read, number("3"));
    }
}
