use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, ConversationId, CustomerRequestId, ExpertProfileId, ResponseId};

use super::{Conversation, RequestError, SpeakingIdentity};

/// One expert account's answer to one request. Its words are the first message of its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub id: ResponseId,
    pub customer_request_id: CustomerRequestId,
    pub conversation_id: ConversationId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    /// The person who speaks.
    pub expert_profile_id: ExpertProfileId,
    /// In whose name.
    pub speaks_as: SpeakingIdentity,
    pub sent_at: DateTime<Utc>,
    pub state: ResponseState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseState {
    Sent,
    /// The expert is no longer interested; the account does not answer again.
    Withdrawn {
        at: DateTime<Utc>,
    },
}

impl Response {
    /// The answer that opened a conversation.
    pub fn send(
        id: ResponseId,
        conversation: &Conversation,
        (speaker, speaks_as): (ExpertProfileId, SpeakingIdentity),
    ) -> Self {
        Self {
            id,
            customer_request_id: conversation.customer_request_id,
            conversation_id: conversation.id,
            customer_account_id: conversation.customer_account_id,
            expert_account_id: conversation.expert_account_id,
            expert_profile_id: speaker,
            speaks_as,
            sent_at: conversation.opened_at,
            state: ResponseState::Sent,
        }
    }

    /// The expert takes the answer back; first any proposal that is open (IQ-23).
    pub fn withdraw(self, actor: Actor, proposal_open: bool, at: DateTime<Utc>) -> Result<Self, RequestError> {
        if !actor.acts_for(self.expert_account_id) {
            return Err(RequestError::ResponseNotFound(self.id));
        }
        match self.state {
            ResponseState::Sent if proposal_open => Err(RequestError::ProposalOpen(self.id)),
            ResponseState::Sent => Ok(Self { state: ResponseState::Withdrawn { at }, ..self }),
            ResponseState::Withdrawn { .. } => Err(RequestError::ResponseWithdrawn(self.id)),
        }
    }

    /// When it was taken back.
    pub fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ResponseState::Sent => None,
            ResponseState::Withdrawn { at } => Some(at),
        }
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.customer_account_id) || actor.acts_for(self.expert_account_id)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{MemberId, Rights};

    use super::*;
    use crate::conversation::tests::conversation;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// Holds IQ-23.
    #[test]
    fn a_response_is_withdrawn_once_and_not_while_a_proposal_is_open() {
        let conversation = conversation();
        let member = |account| Actor::Member {
            member: MemberId::generate(START),
            account,
            rights: Rights::of_members(),
            second_factor: false,
        };
        let (expert, customer) = (member(conversation.expert_account_id), member(conversation.customer_account_id));
        let id = ResponseId::generate(START);
        let response =
            Response::send(id, &conversation, (ExpertProfileId::generate(START), SpeakingIdentity::Individual));

        let not_found = Err(RequestError::ResponseNotFound(id));
        assert_eq!(response.clone().withdraw(customer, false, START), not_found);
        assert_eq!(response.clone().withdraw(expert, true, START), Err(RequestError::ProposalOpen(id)));
        let withdrawn = response.withdraw(expert, false, START).unwrap();
        assert_eq!(withdrawn.withdraw(expert, false, START), Err(RequestError::ResponseWithdrawn(id)));
    }
}
