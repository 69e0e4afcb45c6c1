//! Marks on requests (1.5): the customer puts one away, an expert hides one, and nothing else changes (G-22, G-36). What
//! is left in an expert's list stands there by its activity (G-10).

use std::{cmp::Reverse, fmt};

use proptest::prelude::*;
use serde_json::json;

use super::{
    action::pick,
    command::{CUSTOMERS, Does, Thing},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::{Model, Request},
    system::{Mutation, System},
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marking {
    Archive { request: usize },
    Restore { request: usize },
    Hide { request: usize },
    Unhide { request: usize },
}

/// What somebody tries; the second number says which expert.
#[derive(Clone, Copy, Debug)]
pub enum MarkingTry {
    Archive(u8),
    Restore(u8),
    Hide(u8, u8),
    Unhide(u8, u8),
}

pub fn tries() -> impl Strategy<Value = MarkingTry> {
    prop_oneof![
        3 => any::<u8>().prop_map(MarkingTry::Archive),
        2 => any::<u8>().prop_map(MarkingTry::Restore),
        3 => any::<(u8, u8)>().prop_map(|(which, who)| MarkingTry::Hide(which, who)),
        2 => any::<(u8, u8)>().prop_map(|(which, who)| MarkingTry::Unhide(which, who)),
    ]
}

impl Model {
    /// What a try comes to, and whose it is to do.
    pub fn marking(&self, tried: MarkingTry) -> Option<(Does, Option<usize>)> {
        let request = |which, is_live: &dyn Fn(&Request) -> bool| {
            pick(which, self.requests.len(), |index| is_live(&self.requests[index]))
        };
        let customer = |request: usize| self.requests[request].customer;
        let expert = |who: u8| CUSTOMERS + usize::from(who) % CUSTOMERS;
        let (marking, party) = match tried {
            MarkingTry::Archive(which) => {
                let request = request(which, &|request| !request.is_archived)?;
                (Marking::Archive { request }, customer(request))
            }
            MarkingTry::Restore(which) => {
                let request = request(which, &|request| request.is_archived)?;
                (Marking::Restore { request }, customer(request))
            }
            MarkingTry::Hide(which, who) => (Marking::Hide { request: request(which, &|_| true)? }, expert(who)),
            MarkingTry::Unhide(which, who) => {
                let request = request(which, &|request| request.hidden_by.contains(&expert(who)))?;
                (Marking::Unhide { request }, expert(who))
            }
        };
        Some((Does::Mark(marking), Some(party)))
    }

    /// `FileRequest` of the customer who asks, `SpeakAs…` of any expert.
    pub fn asks_for_marking(&self, marking: &Marking) -> Asks {
        match *marking {
            Marking::Archive { request } | Marking::Restore { request } => {
                (Right::Of, Some((self.requests[request].customer, vec!["CUSTOMER_REQUEST_NOT_FOUND"])))
            }
            Marking::Hide { .. } | Marking::Unhide { .. } => (Right::Of, None),
        }
    }

    pub fn guards_of_marking(&self, marking: &Marking, account: Option<usize>) -> Codes {
        let is_expert = account.is_some_and(|account| account >= CUSTOMERS);
        match *marking {
            Marking::Archive { request } => {
                codes([(self.requests[request].is_archived, "CUSTOMER_REQUEST_NOT_IN_STATE")])
            }
            Marking::Restore { request } => {
                codes([(!self.requests[request].is_archived, "CUSTOMER_REQUEST_NOT_IN_STATE")])
            }
            // Once or twice is the same.
            Marking::Hide { request } | Marking::Unhide { request } => codes([
                (!is_expert, "CERT_REQUIRED_IN_ACCOUNT"),
                (account == Some(self.requests[request].customer), "OWN_ACCOUNT"),
            ]),
        }
    }

    /// Takes what nothing refuses.
    pub fn take_marking(&mut self, marking: &Marking, account: usize) {
        match *marking {
            Marking::Archive { request } => self.requests[request].is_archived = true,
            Marking::Restore { request } => self.requests[request].is_archived = false,
            Marking::Hide { request } => {
                self.requests[request].hidden_by.insert(account);
            }
            Marking::Unhide { request } => {
                self.requests[request].hidden_by.remove(&account);
            }
        }
    }

    /// What others ask for and take answers to, the liveliest first: what an expert has before it, or has hidden.
    pub fn list_of(&self, expert: usize, hidden: bool) -> String {
        let is_listed = |index: &usize| {
            let request = &self.requests[*index];
            request.is_open && request.customer != expert && request.hidden_by.contains(&expert) == hidden
        };
        let mut listed: Vec<usize> = (0..self.requests.len()).filter(is_listed).collect();
        listed.sort_by_key(|index| Reverse((self.requests[*index].active_at, *index)));
        listed.iter().map(|index| format!("request {index}")).collect::<Vec<_>>().join(", ")
    }
}

impl System {
    pub fn marking(&self, marking: &Marking) -> Mutation {
        let of = |request: usize| json!({ "customerRequestId": self.id(Thing::Request(request)) });
        match *marking {
            Marking::Archive { request } => ("customerRequestArchive", of(request), None),
            Marking::Restore { request } => ("customerRequestRestore", of(request), None),
            Marking::Hide { request } => ("customerRequestHide", of(request), None),
            Marking::Unhide { request } => ("customerRequestUnhide", of(request), None),
        }
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Archive { request } => write!(f, "puts request {request} away"),
            Self::Restore { request } => write!(f, "takes request {request} out again"),
            Self::Hide { request } => write!(f, "hides request {request}"),
            Self::Unhide { request } => write!(f, "shows request {request} again"),
        }
    }
}
