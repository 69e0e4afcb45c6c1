use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, CustomerRequestId, MemberId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{ActivityKey, Ask, RequestError};

/// From how many answers on there is something to compare (G-25).
const COMPARED_MIN: i32 = 2;

/// What a customer asks for, shown to every expert behind the certification gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRequest {
    pub id: CustomerRequestId,
    pub customer_account_id: AccountId,
    /// Who filed it, and so takes part in its conversations; of the oldest it is not known.
    pub filed_by: Option<MemberId>,
    /// The expert account that it is for alone; `None`: it is for every expert behind the certification gate.
    pub direct_to: Option<AccountId>,
    pub ask: Ask,
    /// How many expert accounts have answered (G-09).
    pub responder_count: i32,
    pub opened_at: DateTime<Utc>,
    /// When the customer last did something with it; lists run by this (G-10).
    pub active_at: DateTime<Utc>,
    /// Since when the customer has put it away. That hides it from the customer's own list and changes nothing else.
    pub archived_at: Option<DateTime<Utc>>,
    pub state: RequestState,
}

/// A state that carries nothing is the column's enum itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RequestState {
    Open,
    /// Takes no new answers; conversations go on (G-22).
    NotAccepting,
}

impl CustomerRequest {
    /// Where it stands in the list of open requests.
    pub fn activity(&self) -> ActivityKey {
        ActivityKey { active_at: self.active_at, id: self.id }
    }

    /// Files a request, for an account by one of its members.
    pub fn open(
        id: CustomerRequestId,
        (customer_account_id, filed_by): (AccountId, Option<MemberId>),
        ask: Ask,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            customer_account_id,
            filed_by,
            direct_to: None,
            ask,
            responder_count: 0,
            opened_at: at,
            active_at: at,
            archived_at: None,
            state: RequestState::Open,
        }
    }

    /// The same, for one expert account alone (G-27).
    #[must_use]
    pub fn directed_to(self, expert: AccountId) -> Self {
        Self { direct_to: Some(expert), ..self }
    }

    /// Whether it is for this account: for everybody, or for it alone. To others it does not exist.
    pub fn is_for(&self, account: AccountId) -> bool {
        self.direct_to.is_none_or(|expert| expert == account)
    }

    /// Whether so many have answered that there is something to compare, for the customer who has to choose; what experts
    /// offer is not their rivals' to read. Staff read along (G-25).
    pub fn is_compared_by(&self, actor: Actor) -> bool {
        let chooses = actor.acts_for(self.customer_account_id) || actor.is_staff();
        chooses && self.responder_count >= COMPARED_MIN
    }

    /// Says it differently; whoever has answered keeps their conversation (G-22).
    pub fn edit(self, actor: Actor, ask: Ask, at: DateTime<Utc>) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        Ok(Self { ask, active_at: at, ..self })
    }

    /// Whether it may be what somebody looks for now and was not before: it is said differently, or taken up again.
    pub fn is_news_after(&self, before: &Self) -> bool {
        self.ask != before.ask || self.state != before.state
    }

    /// Takes no new answers.
    pub fn stop_answers(self, actor: Actor) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        match self.state {
            RequestState::Open => Ok(Self { state: RequestState::NotAccepting, ..self }),
            RequestState::NotAccepting => Err(RequestError::TakesNoAnswers(self.id)),
        }
    }

    /// Takes new answers again.
    pub fn take_answers(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        match self.state {
            RequestState::NotAccepting => Ok(Self { state: RequestState::Open, active_at: at, ..self }),
            RequestState::Open => Err(RequestError::TakesAnswers(self.id)),
        }
    }

    /// The customer puts it away (G-22).
    pub fn archive(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        match self.archived_at {
            None => Ok(Self { archived_at: Some(at), ..self }),
            Some(_) => Err(RequestError::Archived(self.id)),
        }
    }

    /// The customer takes it out again.
    pub fn restore(self, actor: Actor) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        match self.archived_at {
            Some(_) => Ok(Self { archived_at: None, ..self }),
            None => Err(RequestError::NotArchived(self.id)),
        }
    }

    /// What an expert does with requests they do not do with their own account's (IQ-11).
    pub fn ensure_of_others(&self, actor: Actor) -> Result<(), RequestError> {
        if actor.acts_for(self.customer_account_id) { Err(RequestError::OwnAccount(self.id)) } else { Ok(()) }
    }

    /// An expert account answers: once, and never a request of its own.
    pub fn answer(self, actor: Actor, answered_before: bool) -> Result<Self, RequestError> {
        self.ensure_of_others(actor)?;
        if !actor.account().is_some_and(|account| self.is_for(account)) {
            return Err(RequestError::NotFound(self.id));
        }
        let has_conversation = answered_before || self.direct_to.is_some(); // A direct one came with it.
        if has_conversation {
            return Err(RequestError::AlreadyResponded(self.id));
        }
        match self.state {
            RequestState::Open => Ok(Self { responder_count: self.responder_count.saturating_add(1), ..self }),
            RequestState::NotAccepting => Err(RequestError::NotAccepting(self.id)),
        }
    }

    /// The customer goes on with the conversation: the request moves to the top (G-10).
    #[must_use]
    pub fn continued(self, at: DateTime<Utc>) -> Self {
        Self { active_at: at.max(self.active_at), ..self } // Two messages may be written in the other order.
    }

    fn of_customer(&self, actor: Actor) -> Result<(), RequestError> {
        if actor.acts_for(self.customer_account_id) { Ok(()) } else { Err(RequestError::NotFound(self.id)) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use kernel::{MemberId, Rights};

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn somebody() -> Actor {
        let account = AccountId::generate(START);
        Actor::Member { member: MemberId::generate(START), account, rights: Rights::of_members(), second_factor: true }
    }

    fn ask() -> Ask {
        Ask::new("Move our shop", "We have a web shop and want it elsewhere.", None, None).unwrap()
    }

    fn open() -> (CustomerRequest, Actor) {
        let customer = somebody();
        let id = CustomerRequestId::generate(START);
        let filed = (customer.account().unwrap(), customer.member());
        (CustomerRequest::open(id, filed, ask(), START), customer)
    }

    #[test]
    fn answers_are_stopped_and_taken_again() {
        let (request, customer) = open();
        let id = request.id;
        assert_eq!(request.clone().take_answers(customer, START), Err(RequestError::TakesAnswers(id)));

        let stopped = request.stop_answers(customer).unwrap();
        assert_eq!(stopped.clone().answer(somebody(), false), Err(RequestError::NotAccepting(id)));
        assert_eq!(stopped.clone().stop_answers(customer), Err(RequestError::TakesNoAnswers(id)));

        let open = stopped.take_answers(customer, START).unwrap();
        assert_eq!(open.answer(somebody(), false).unwrap().responder_count, 1);
    }

    /// Holds G-22.
    #[test]
    fn what_is_put_away_is_put_away_once_and_changes_in_nothing_else() {
        let (request, customer) = open();
        let id = request.id;
        assert_eq!(request.clone().restore(customer), Err(RequestError::NotArchived(id)));

        let archived = request.clone().archive(customer, START).unwrap();
        assert_eq!(archived.clone().archive(customer, START), Err(RequestError::Archived(id)));
        assert!(archived.clone().answer(somebody(), false).is_ok());
        assert_eq!(archived.restore(customer), Ok(request));
    }

    /// Holds IQ-11.
    #[test]
    fn nobody_answers_themselves_or_twice() {
        let (request, customer) = open();
        let id = request.id;
        assert_eq!(request.clone().answer(customer, false), Err(RequestError::OwnAccount(id)));
        assert_eq!(request.answer(somebody(), true), Err(RequestError::AlreadyResponded(id)));
    }

    /// Holds G-27.
    #[test]
    fn a_direct_request_is_for_one_account_which_has_its_conversation_already() {
        let (request, _) = open();
        let (id, addressed) = (request.id, somebody());
        let direct = request.directed_to(addressed.account().unwrap());
        assert_eq!(direct.clone().answer(somebody(), false), Err(RequestError::NotFound(id)));
        assert_eq!(direct.answer(addressed, false), Err(RequestError::AlreadyResponded(id)));
    }

    #[test]
    fn only_the_customer_changes_a_request() {
        let (request, customer) = open();
        let not_found = Err(RequestError::NotFound(request.id));
        assert_eq!(request.clone().edit(somebody(), ask(), START), not_found);
        assert_eq!(request.clone().stop_answers(somebody()), not_found);
        assert_eq!(request.clone().take_answers(somebody(), START), not_found);
        assert_eq!(request.clone().archive(somebody(), START), not_found);
        assert_eq!(request.clone().restore(somebody()), not_found);
        assert!(request.edit(customer, ask(), START).is_ok());
    }

    /// Holds G-10.
    #[test]
    fn a_request_moves_up_when_its_customer_does_something() {
        let ((request, customer), later) = (open(), START + TimeDelta::hours(1));
        assert_eq!(request.clone().edit(customer, ask(), later).unwrap().active_at, later);
        assert_eq!(request.clone().continued(later).active_at, later);
        assert_eq!(request.answer(somebody(), false).unwrap().active_at, START);
    }
}
