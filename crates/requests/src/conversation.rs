use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, ConversationId, CustomerRequestId, Side};

use super::{ActivityKey, CustomerRequest, MessageNumber, RequestError};

/// What a customer and one expert account write to each other about a request. That there is one, and what is offered
/// in it, is for both accounts to see; its words are for those who take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    pub customer_request_id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub opened_at: DateTime<Utc>,
    /// When the last message was sent.
    pub active_at: DateTime<Utc>,
    /// That of the last message.
    pub last_number: MessageNumber,
    /// Since when the customer's side has put it away.
    pub customer_archived_at: Option<DateTime<Utc>>,
    /// Since when the expert's side has.
    pub expert_archived_at: Option<DateTime<Utc>>,
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
            last_number: MessageNumber::NONE,
            customer_archived_at: None,
            expert_archived_at: None,
        }
    }

    /// A new message moves it to the top, on both sides, and out of where either has put it away.
    #[must_use]
    pub fn continued(self, at: DateTime<Utc>) -> Self {
        Self {
            active_at: at.max(self.active_at), // Two messages may be written in the other order.
            last_number: self.last_number.next(),
            customer_archived_at: None,
            expert_archived_at: None,
            ..self
        }
    }

    /// A side puts it away, for all of its members, until something new is written.
    pub fn archive(self, side: Side, at: DateTime<Utc>) -> Result<Self, RequestError> {
        match self.archived_at(side) {
            None => Ok(self.put_away(side, Some(at))),
            Some(_) => Err(RequestError::ConversationArchived(self.id)),
        }
    }

    /// A side takes it out again.
    pub fn restore(self, side: Side) -> Result<Self, RequestError> {
        match self.archived_at(side) {
            Some(_) => Ok(self.put_away(side, None)),
            None => Err(RequestError::ConversationNotArchived(self.id)),
        }
    }

    /// Since when a side has put it away.
    pub fn archived_at(&self, side: Side) -> Option<DateTime<Utc>> {
        match side {
            Side::Customer => self.customer_archived_at,
            Side::Expert => self.expert_archived_at,
        }
    }

    /// Where the one who acts stands; to everybody else it does not exist.
    pub fn side_of(&self, actor: Actor) -> Result<Side, RequestError> {
        let side = Side::of(actor, self.customer_account_id, self.expert_account_id);
        side.ok_or(RequestError::ConversationNotFound(self.id))
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || self.side_of(actor).is_ok()
    }

    /// Where it stands in a list of conversations.
    pub fn activity(&self) -> ActivityKey<ConversationId> {
        ActivityKey { active_at: self.active_at, id: self.id }
    }

    fn put_away(self, side: Side, since: Option<DateTime<Utc>>) -> Self {
        match side {
            Side::Customer => Self { customer_archived_at: since, ..self },
            Side::Expert => Self { expert_archived_at: since, ..self },
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::TimeDelta;

    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    pub(crate) fn conversation() -> Conversation {
        Conversation {
            id: ConversationId::generate(AT),
            customer_request_id: CustomerRequestId::generate(AT),
            customer_account_id: AccountId::generate(AT),
            expert_account_id: AccountId::generate(AT),
            opened_at: AT,
            active_at: AT,
            last_number: MessageNumber::NONE,
            customer_archived_at: None,
            expert_archived_at: None,
        }
    }

    /// Holds G-36.
    #[test]
    fn each_side_puts_it_away_for_itself_and_a_message_brings_it_back_to_both() {
        let (begun, later) = (conversation(), AT + TimeDelta::hours(1));
        let id = begun.id;
        assert_eq!(begun.clone().restore(Side::Expert), Err(RequestError::ConversationNotArchived(id)));

        let archived = begun.archive(Side::Customer, AT).unwrap();
        assert_eq!(archived.archived_at(Side::Expert), None);
        assert_eq!(archived.clone().archive(Side::Customer, later), Err(RequestError::ConversationArchived(id)));
        assert_eq!(archived.clone().restore(Side::Customer).unwrap().archived_at(Side::Customer), None);

        let by_both = archived.archive(Side::Expert, later).unwrap().continued(later);
        assert_eq!([Side::Customer, Side::Expert].map(|side| by_both.archived_at(side)), [None, None]);
    }

    #[test]
    fn messages_are_counted_and_time_does_not_go_back() {
        let later = AT + TimeDelta::hours(1);
        let twice = conversation().continued(later).continued(AT);
        assert_eq!((twice.last_number, twice.active_at), (MessageNumber::NONE.next().next(), later));
    }
}
