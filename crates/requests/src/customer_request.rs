use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, CustomerRequestId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Ask, RequestError};

/// What a customer asks for, shown to every expert behind the certification gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRequest {
    pub id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub ask: Ask,
    /// How many expert accounts have answered (G-09).
    pub responder_count: i32,
    pub opened_at: DateTime<Utc>,
    /// When the customer last did something with it; lists run by this (G-10).
    pub active_at: DateTime<Utc>,
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

/// What the list of open requests runs by: the newest activity first (G-10). It tells where a page ended even after
/// what stood there has moved to the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActivityKey {
    pub active_at: DateTime<Utc>,
    pub id: CustomerRequestId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list by activity")]
pub struct ActivityKeyError;

impl fmt::Display for ActivityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.active_at.timestamp_micros(), self.id)
    }
}

impl FromStr for ActivityKey {
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

impl CustomerRequest {
    /// Where it stands in the list of open requests.
    pub fn activity(&self) -> ActivityKey {
        ActivityKey { active_at: self.active_at, id: self.id }
    }

    /// Files a request.
    pub fn open(id: CustomerRequestId, customer_account_id: AccountId, ask: Ask, at: DateTime<Utc>) -> Self {
        let state = RequestState::Open;
        Self { id, customer_account_id, ask, responder_count: 0, opened_at: at, active_at: at, state }
    }

    /// Says it differently; whoever has answered keeps their conversation (G-22).
    pub fn edit(self, actor: Actor, ask: Ask, at: DateTime<Utc>) -> Result<Self, RequestError> {
        self.of_customer(actor)?;
        Ok(Self { ask, active_at: at, ..self })
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

    /// An expert account answers: once, and never a request of its own.
    pub fn answer(self, actor: Actor, answered_before: bool) -> Result<Self, RequestError> {
        if actor.acts_for(self.customer_account_id) {
            return Err(RequestError::OwnAccount(self.id));
        }
        if answered_before {
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
        (CustomerRequest::open(id, customer.account().unwrap(), ask(), START), customer)
    }

    /// Holds G-22.
    #[test]
    fn a_place_in_the_list_has_one_spelling() {
        let key = open().0.activity();
        assert_eq!(key.to_string().parse(), Ok(key));
        for other in
            [format!("+{key}"), format!("{key} "), key.id.to_string(), format!("{}/{key}", i64::MAX), String::new()]
        {
            assert_eq!(other.parse::<ActivityKey>(), Err(ActivityKeyError), "{other}");
        }
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

    /// Holds IQ-11.
    #[test]
    fn nobody_answers_themselves_or_twice() {
        let (request, customer) = open();
        let id = request.id;
        assert_eq!(request.clone().answer(customer, false), Err(RequestError::OwnAccount(id)));
        assert_eq!(request.answer(somebody(), true), Err(RequestError::AlreadyResponded(id)));
    }

    #[test]
    fn only_the_customer_changes_a_request() {
        let (request, customer) = open();
        let not_found = Err(RequestError::NotFound(request.id));
        assert_eq!(request.clone().edit(somebody(), ask(), START), not_found);
        assert_eq!(request.clone().stop_answers(somebody()), not_found);
        assert_eq!(request.clone().take_answers(somebody(), START), not_found);
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
