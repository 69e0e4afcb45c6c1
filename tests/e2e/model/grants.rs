//! Access of one person to the customer's account for the time of the work (1.12).

use std::fmt;

use proptest::prelude::*;
use serde_json::json;

use super::{
    action::pick,
    command::{Does, Thing, Who},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::Model,
    system::{Mutation, System},
};

/// As the expert asks for it: one of the nine, and one that there is not.
const LEVELS: [&str; 2] = ["SecurityAudit", "Root"];

#[derive(Clone, Debug)]
pub struct Grant {
    pub engagement: usize,
    pub state: GrantState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantState {
    Requested,
    Approved,
    Declined,
    Withdrawn,
    Revoked,
    AutoRevoked,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entering {
    Request { engagement: usize, level_is_known: bool },
    Approve { grant: usize },
    Decline { grant: usize },
    Withdraw { grant: usize },
    Revoke { grant: usize },
}

/// What somebody tries.
#[derive(Clone, Copy, Debug)]
pub enum EnteringTry {
    Request { which: u8, level_is_known: bool, by_apprentice: bool },
    Approve(u8),
    Decline(u8),
    Withdraw(u8),
    Revoke(u8),
}

pub fn tries() -> impl Strategy<Value = EnteringTry> {
    let request = (any::<u8>(), prop::bool::weighted(0.9), prop::bool::weighted(0.1));
    let request = request.prop_map(|(which, level_is_known, by_apprentice)| EnteringTry::Request {
        which,
        level_is_known,
        by_apprentice,
    });
    prop_oneof![
        6 => request,
        4 => any::<u8>().prop_map(EnteringTry::Approve),
        1 => any::<u8>().prop_map(EnteringTry::Decline),
        1 => any::<u8>().prop_map(EnteringTry::Withdraw),
        1 => any::<u8>().prop_map(EnteringTry::Revoke),
    ]
}

impl EnteringTry {
    /// Whether somebody tries it who has no certification (IQ-17).
    pub fn is_of_apprentice(self) -> bool {
        matches!(self, Self::Request { by_apprentice: true, .. })
    }
}

impl Model {
    /// What a try comes to, and whose it is to do.
    pub fn entering(&self, tried: EnteringTry) -> Option<(Does, Option<usize>)> {
        let in_state = |which, state| pick(which, self.grants.len(), |grant| self.grants[grant].state == state);
        let (entering, by_expert) = match tried {
            EnteringTry::Request { which, level_is_known, .. } => {
                let engagement = pick(which, self.engagements.len(), |index| !self.has_ended(index))?;
                (Entering::Request { engagement, level_is_known }, true)
            }
            EnteringTry::Approve(which) => {
                (Entering::Approve { grant: in_state(which, GrantState::Requested)? }, false)
            }
            EnteringTry::Decline(which) => {
                (Entering::Decline { grant: in_state(which, GrantState::Requested)? }, false)
            }
            EnteringTry::Withdraw(which) => {
                (Entering::Withdraw { grant: in_state(which, GrantState::Requested)? }, true)
            }
            EnteringTry::Revoke(which) => (Entering::Revoke { grant: in_state(which, GrantState::Approved)? }, false),
        };
        let party = self.sides(self.entered(&entering))[usize::from(by_expert)];
        Some((Does::Enter(entering), Some(party)))
    }

    fn entered(&self, entering: &Entering) -> usize {
        match *entering {
            Entering::Request { engagement, .. } => engagement,
            Entering::Approve { grant }
            | Entering::Decline { grant }
            | Entering::Withdraw { grant }
            | Entering::Revoke { grant } => self.grants[grant].engagement,
        }
    }

    /// `RequestAccess` on the expert's side, `GrantAccess`* on the customer's.
    pub fn asks_for_entering(&self, entering: &Entering) -> Asks {
        let [customer, expert] = self.sides(self.entered(entering));
        match entering {
            Entering::Request { .. } => (Right::RequestAccess, Some((expert, vec!["ENGAGEMENT_NOT_FOUND"]))),
            Entering::Withdraw { .. } => (Right::RequestAccess, Some((expert, vec!["ACCESS_GRANT_NOT_FOUND"]))),
            Entering::Approve { .. } | Entering::Decline { .. } | Entering::Revoke { .. } => {
                (Right::WithMfa, Some((customer, vec!["ACCESS_GRANT_NOT_FOUND"])))
            }
        }
    }

    pub fn guards_of_entering(&self, entering: &Entering, who: Who) -> Codes {
        match *entering {
            Entering::Request { engagement, level_is_known } => codes([
                (matches!(who, Who::Apprentice(_)), "CERT_REQUIRED_PERSONAL"),
                (self.is_over(engagement), "ENGAGEMENT_NOT_ACTIVE"),
                (!level_is_known, "ACCESS_LEVEL_UNKNOWN"),
            ]),
            Entering::Approve { grant } | Entering::Decline { grant } | Entering::Withdraw { grant } => {
                match self.grant_state(grant) {
                    GrantState::Requested => Codes::new(),
                    GrantState::Withdrawn => Codes::from(["ACCESS_GRANT_NOT_IN_STATE"]),
                    GrantState::Approved | GrantState::Declined | GrantState::Revoked | GrantState::AutoRevoked => {
                        Codes::from(["ACCESS_GRANT_ALREADY_DECIDED"])
                    }
                }
            }
            Entering::Revoke { grant } => {
                codes([(self.grant_state(grant) != GrantState::Approved, "ACCESS_GRANT_NOT_IN_STATE")])
            }
        }
    }

    /// Whether the work is over, swept or not: by silence on the final bill too (G-30), and on the wish to end it.
    fn is_over(&self, engagement: usize) -> bool {
        let dues = [self.cancellation_due_at(engagement), self.final_bill_due_at(engagement)];
        self.has_ended(engagement) || dues.into_iter().flatten().any(|due_at| due_at <= self.now)
    }

    /// G-33: with the work every access to it is over.
    fn grant_state(&self, grant: usize) -> GrantState {
        let Grant { engagement, state } = self.grants[grant];
        if self.is_over(engagement) { state.ended() } else { state }
    }

    /// Takes what nothing refuses.
    pub fn take_entering(&mut self, entering: &Entering) -> Option<Thing> {
        match *entering {
            Entering::Request { engagement, .. } => {
                self.grants.push(Grant { engagement, state: GrantState::Requested });
                return Some(Thing::Grant(self.grants.len() - 1));
            }
            Entering::Approve { grant } => self.grants[grant].state = GrantState::Approved,
            Entering::Decline { grant } => self.grants[grant].state = GrantState::Declined,
            Entering::Withdraw { grant } => self.grants[grant].state = GrantState::Withdrawn,
            Entering::Revoke { grant } => self.grants[grant].state = GrantState::Revoked,
        }
        None
    }

    /// The work has ended: nobody waits to be let in, and nobody goes in (G-15, G-33).
    pub fn end_grants(&mut self, engagement: usize) {
        for grant in self.grants.iter_mut().filter(|grant| grant.engagement == engagement) {
            grant.state = grant.state.ended();
        }
    }
}

impl GrantState {
    fn ended(self) -> Self {
        match self {
            Self::Requested => Self::Withdrawn,
            Self::Approved => Self::AutoRevoked,
            Self::Declined | Self::Withdrawn | Self::Revoked | Self::AutoRevoked => self,
        }
    }
}

impl System {
    pub fn entering(&self, entering: &Entering, wording: usize) -> Mutation {
        let of = |grant: usize| json!({ "accessGrantId": self.id(Thing::Grant(grant)) });
        match *entering {
            Entering::Request { engagement, level_is_known } => {
                let (id, level) = (self.id(Thing::Engagement(engagement)), LEVELS[usize::from(!level_is_known)]);
                let purpose = format!("To look at the machines. {wording}");
                let input = json!({ "engagementId": id, "level": level, "purpose": purpose });
                ("accessGrantRequest", input, Some("accessGrant"))
            }
            Entering::Approve { grant } => ("accessGrantApprove", of(grant), None),
            Entering::Decline { grant } => ("accessGrantDecline", of(grant), None),
            Entering::Withdraw { grant } => ("accessGrantWithdraw", of(grant), None),
            Entering::Revoke { grant } => ("accessGrantRevoke", of(grant), None),
        }
    }
}

impl fmt::Display for Entering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request { engagement, level_is_known: true } => {
                write!(f, "asks for access in engagement {engagement}")
            }
            Self::Request { engagement, level_is_known: false } => {
                write!(f, "asks for access of no known level in engagement {engagement}")
            }
            Self::Approve { grant } => write!(f, "gives access {grant}"),
            Self::Decline { grant } => write!(f, "declines access {grant}"),
            Self::Withdraw { grant } => write!(f, "withdraws access {grant}"),
            Self::Revoke { grant } => write!(f, "revokes access {grant}"),
        }
    }
}
