//! Ending work by consent (1.11): one side asks, the other answers, and seven days of silence agree (G-46).

use std::fmt;

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::json;

use super::{
    action::pick,
    calendar::Instant,
    command::{Does, Thing},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::{End, EngagementState, Model},
    system::{Mutation, System},
};

#[derive(Clone, Debug)]
pub struct Cancellation {
    pub engagement: usize,
    /// The account that asks.
    pub asked_by: usize,
    pub state: CancellationState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancellationState {
    Pending { answer_due_at: Instant },
    Approved { by_silence: bool },
    Rejected,
    Withdrawn,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Ask { engagement: usize },
    Approve { cancellation: usize },
    Reject { cancellation: usize },
    Withdraw { cancellation: usize },
}

/// What somebody tries.
#[derive(Clone, Copy, Debug)]
pub enum EndingTry {
    Ask(u8, bool),
    Approve(u8),
    Reject(u8),
    Withdraw(u8),
}

pub fn tries() -> impl Strategy<Value = EndingTry> {
    prop_oneof![
        4 => (any::<u8>(), any::<bool>()).prop_map(|(which, by_expert)| EndingTry::Ask(which, by_expert)),
        1 => any::<u8>().prop_map(EndingTry::Approve),
        1 => any::<u8>().prop_map(EndingTry::Reject),
        1 => any::<u8>().prop_map(EndingTry::Withdraw),
    ]
}

impl Model {
    /// What a try comes to, and whose it is to do.
    pub fn ending(&self, tried: EndingTry) -> Option<(Does, Option<usize>)> {
        let open = |which| pick(which, self.cancellations.len(), |index| self.cancellations[index].due_at().is_some());
        let (ending, party) = match tried {
            EndingTry::Ask(which, by_expert) => {
                let is_active = |index| self.engagement_state(index) == EngagementState::Active;
                let engagement = pick(which, self.engagements.len(), is_active)?;
                (Ending::Ask { engagement }, self.sides(engagement)[usize::from(by_expert)])
            }
            EndingTry::Approve(which) => {
                let cancellation = open(which)?;
                (Ending::Approve { cancellation }, self.asked(cancellation))
            }
            EndingTry::Reject(which) => {
                let cancellation = open(which)?;
                (Ending::Reject { cancellation }, self.asked(cancellation))
            }
            EndingTry::Withdraw(which) => {
                let cancellation = open(which)?;
                (Ending::Withdraw { cancellation }, self.cancellations[cancellation].asked_by)
            }
        };
        Some((Does::End(ending), Some(party)))
    }

    /// Who has to answer.
    fn asked(&self, cancellation: usize) -> usize {
        let Cancellation { engagement, asked_by, .. } = self.cancellations[cancellation];
        let [customer, expert] = self.sides(engagement);
        if asked_by == customer { expert } else { customer }
    }

    /// Bill* on the expert's side, Accept* on the customer's. Who asked does not answer, and who did not takes nothing
    /// back.
    pub fn asks_for_ending(&self, ending: &Ending, account: Option<usize>) -> Asks {
        let one_of = |engagement, code| {
            let [customer, expert] = self.sides(engagement);
            let owner = if account == Some(expert) { expert } else { customer };
            (Right::WithMfa, Some((owner, vec![code])))
        };
        match *ending {
            Ending::Ask { engagement } => one_of(engagement, "ENGAGEMENT_NOT_FOUND"),
            Ending::Approve { cancellation } | Ending::Reject { cancellation } => {
                one_of(self.cancellations[cancellation].engagement, "CANCELLATION_NOT_FOUND")
            }
            Ending::Withdraw { cancellation } => {
                (Right::WithMfa, Some((self.cancellations[cancellation].asked_by, vec!["CANCELLATION_NOT_FOUND"])))
            }
        }
    }

    pub fn guards_of_ending(&self, ending: &Ending, account: Option<usize>) -> Codes {
        match *ending {
            Ending::Ask { engagement } => {
                let is_active = self.engagement_state(engagement) == EngagementState::Active;
                let is_open = self.open_cancellation(engagement).is_some();
                codes([(!is_active, "ENGAGEMENT_NOT_ACTIVE"), (is_open, "CANCELLATION_ALREADY_OPEN")])
            }
            Ending::Approve { cancellation } | Ending::Reject { cancellation } => {
                let is_own = account == Some(self.cancellations[cancellation].asked_by);
                let own = codes([(is_own, "OWN_REQUEST")]);
                own.into_iter().chain(self.guards_of_answer_to(cancellation)).collect()
            }
            Ending::Withdraw { cancellation } => self.guards_of_answer_to(cancellation),
        }
    }

    /// One decision, and from the due instant on silence has made it, swept or not.
    fn guards_of_answer_to(&self, cancellation: usize) -> Codes {
        match self.cancellations[cancellation].state {
            CancellationState::Pending { answer_due_at } => codes([(answer_due_at <= self.now, "DEADLINE_PASSED")]),
            CancellationState::Approved { by_silence: true } => {
                Codes::from(["CANCELLATION_ALREADY_DECIDED", "DEADLINE_PASSED"])
            }
            CancellationState::Approved { .. } | CancellationState::Rejected | CancellationState::Withdrawn => {
                Codes::from(["CANCELLATION_ALREADY_DECIDED"])
            }
        }
    }

    /// Takes what nothing refuses.
    pub fn take_ending(&mut self, ending: &Ending, account: usize) -> Option<Thing> {
        match *ending {
            Ending::Ask { engagement } => {
                let state = CancellationState::Pending { answer_due_at: self.now + TimeDelta::days(7) };
                self.cancellations.push(Cancellation { engagement, asked_by: account, state });
                return Some(Thing::Cancellation(self.cancellations.len() - 1));
            }
            Ending::Approve { cancellation } => self.agree(cancellation, self.now, false),
            Ending::Reject { cancellation } => self.cancellations[cancellation].state = CancellationState::Rejected,
            Ending::Withdraw { cancellation } => self.cancellations[cancellation].state = CancellationState::Withdrawn,
        }
        None
    }

    /// ⏰ `answer_due_at`, for one engagement or for all.
    pub fn silence_agrees(&mut self, until: Instant, engagement: Option<usize>) {
        for cancellation in 0..self.cancellations.len() {
            let asked = &self.cancellations[cancellation];
            let concerns = engagement.is_none_or(|engagement| engagement == asked.engagement);
            if let Some(due_at) = asked.due_at().filter(|due_at| concerns && *due_at <= until) {
                self.agree(cancellation, due_at, true);
            }
        }
    }

    /// Both sides want it: the work is cancelled, and what was sent is decided as always.
    fn agree(&mut self, cancellation: usize, at: Instant, by_silence: bool) {
        self.cancellations[cancellation].state = CancellationState::Approved { by_silence };
        self.end(self.cancellations[cancellation].engagement, End::Cancelled, at);
    }

    fn open_cancellation(&self, engagement: usize) -> Option<usize> {
        let is_open = |asked: &Cancellation| asked.engagement == engagement && asked.due_at().is_some();
        self.cancellations.iter().position(is_open)
    }

    /// Since when silence has ended the work by now, swept or not.
    pub fn cancellation_due_at(&self, engagement: usize) -> Option<Instant> {
        self.open_cancellation(engagement).and_then(|asked| self.cancellations[asked].due_at())
    }

    /// Who was asked to end work that has ended has nothing to answer.
    pub fn overtake_cancellation(&mut self, engagement: usize) {
        if let Some(cancellation) = self.open_cancellation(engagement) {
            self.cancellations[cancellation].state = CancellationState::Withdrawn;
        }
    }
}

impl Cancellation {
    pub fn due_at(&self) -> Option<Instant> {
        match self.state {
            CancellationState::Pending { answer_due_at } => Some(answer_due_at),
            CancellationState::Approved { .. } | CancellationState::Rejected | CancellationState::Withdrawn => None,
        }
    }

    pub fn line(&self) -> String {
        let customers = super::command::CUSTOMERS;
        let side = if self.asked_by < customers { "CUSTOMER" } else { "EXPERT" };
        let how = match self.state {
            CancellationState::Pending { answer_due_at } => format!("PENDING until {}", answer_due_at.format("%F %T")),
            CancellationState::Approved { by_silence: true } => "APPROVED by SILENCE".to_owned(),
            CancellationState::Approved { by_silence: false } => "APPROVED by ANSWER".to_owned(),
            CancellationState::Rejected => "REJECTED".to_owned(),
            CancellationState::Withdrawn => "WITHDRAWN".to_owned(),
        };
        format!("asked by {side}, {how}")
    }
}

impl System {
    pub fn ending(&self, ending: &Ending, wording: usize) -> Mutation {
        let id = |index: usize| self.id(Thing::Cancellation(index));
        let of = |index: usize| json!({ "cancellationRequestId": id(index) });
        match *ending {
            Ending::Ask { engagement } => {
                let reason = format!("We have other plans. {wording}");
                let input = json!({ "engagementId": self.id(Thing::Engagement(engagement)), "reason": reason });
                ("cancellationRequest", input, Some("cancellationRequest"))
            }
            Ending::Approve { cancellation } => ("cancellationApprove", of(cancellation), None),
            Ending::Reject { cancellation } => ("cancellationReject", of(cancellation), None),
            Ending::Withdraw { cancellation } => {
                let input = json!({ "cancellationRequestId": id(cancellation), "reason": "We found a way." });
                ("cancellationWithdraw", input, None)
            }
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask { engagement } => write!(f, "asks to cancel engagement {engagement}"),
            Self::Approve { cancellation } => write!(f, "agrees to cancellation {cancellation}"),
            Self::Reject { cancellation } => write!(f, "rejects cancellation {cancellation}"),
            Self::Withdraw { cancellation } => write!(f, "withdraws cancellation {cancellation}"),
        }
    }
}
