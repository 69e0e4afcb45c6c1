//! Objections to bills (1.13): the clock of a bill stops, the two sides have five business days each, and whoever is
//! silent gives in (G-29, G-30).

use std::fmt;

use proptest::{prelude::*, sample::select};
use serde_json::json;

use super::{
    action::pick,
    calendar::{self, Instant},
    command::{Does, Thing, usd},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::{Approver, Bill, BillState, Cents, Model},
    system::{Mutation, System, money},
};

#[derive(Clone, Debug)]
pub struct Dispute {
    pub bill: usize,
    pub state: DisputeState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeState {
    AwaitingExpert { answer_due_at: Instant },
    AwaitingCustomer { answer_due_at: Instant },
    Settled(Settlement),
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    Whole,
    Part(Cents),
    Nothing,
    SilentExpert,
    SilentCustomer,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disputing {
    Open {
        bill: usize,
    },
    Answer {
        dispute: usize,
    },
    /// By the customer, who pays all, a part or nothing.
    Settle {
        dispute: usize,
        settlement: Settlement,
    },
    Withdraw {
        dispute: usize,
    },
}

/// What somebody tries.
#[derive(Clone, Copy, Debug)]
pub enum DisputingTry {
    Open(u8),
    Answer(u8),
    Settle(u8, Share),
    Withdraw(u8),
}

/// How much of a bill the customer would pay.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    All,
    None,
    /// So many hundredths of it, down to the cent; a hundred are no part.
    Hundredths(u8),
}

pub fn tries() -> impl Strategy<Value = DisputingTry> {
    let part = prop_oneof![6 => 1..100_u8, 1 => select(&[0, 100][..])].prop_map(Share::Hundredths);
    let share = prop_oneof![2 => Just(Share::All), 1 => Just(Share::None), 4 => part];
    prop_oneof![
        6 => any::<u8>().prop_map(DisputingTry::Open),
        6 => any::<u8>().prop_map(DisputingTry::Answer),
        5 => (any::<u8>(), share).prop_map(|(which, share)| DisputingTry::Settle(which, share)),
        1 => any::<u8>().prop_map(DisputingTry::Withdraw),
    ]
}

impl Model {
    /// What a try comes to, and whose it is to do.
    pub fn disputing(&self, tried: DisputingTry) -> Option<(Does, Option<usize>)> {
        let pick_if = |which, is_live: fn(DisputeState) -> bool| {
            pick(which, self.disputes.len(), |index| is_live(self.disputes[index].state))
        };
        let awaits_customer = |state| matches!(state, DisputeState::AwaitingCustomer { .. });
        let (disputing, by_expert) = match tried {
            DisputingTry::Open(which) => {
                let bill = pick(which, self.bills.len(), |bill| self.bills[bill].is_submitted())?;
                (Disputing::Open { bill }, false)
            }
            DisputingTry::Answer(which) => {
                let dispute = pick_if(which, |state| matches!(state, DisputeState::AwaitingExpert { .. }))?;
                (Disputing::Answer { dispute }, true)
            }
            DisputingTry::Settle(which, share) => {
                let dispute = pick_if(which, awaits_customer)?;
                let bill = self.disputes[dispute].bill;
                let settlement = match share {
                    Share::All => Settlement::Whole,
                    Share::None => Settlement::Nothing,
                    Share::Hundredths(part) => Settlement::Part(self.bills[bill].amount * Cents::from(part) / 100),
                };
                (Disputing::Settle { dispute, settlement }, false)
            }
            DisputingTry::Withdraw(which) => {
                let dispute = pick_if(which, |state| state.due_at().is_some())?;
                (Disputing::Withdraw { dispute }, false)
            }
        };
        let party = self.sides(self.bills[self.disputed(&disputing)].engagement)[usize::from(by_expert)];
        Some((Does::Dispute(disputing), Some(party)))
    }

    /// The bill that it is about.
    pub fn disputed(&self, disputing: &Disputing) -> usize {
        match *disputing {
            Disputing::Open { bill } => bill,
            Disputing::Answer { dispute } | Disputing::Settle { dispute, .. } | Disputing::Withdraw { dispute } => {
                self.disputes[dispute].bill
            }
        }
    }

    /// Pay* on the customer's side, Bill* on the expert's.
    pub fn asks_for_disputing(&self, disputing: &Disputing) -> Asks {
        let [customer, expert] = self.sides(self.bills[self.disputed(disputing)].engagement);
        let (owner, code) = match disputing {
            Disputing::Open { .. } => (customer, "PAYMENT_REQUEST_NOT_FOUND"),
            Disputing::Answer { .. } => (expert, "DISPUTE_NOT_FOUND"),
            Disputing::Settle { .. } | Disputing::Withdraw { .. } => (customer, "DISPUTE_NOT_FOUND"),
        };
        (Right::WithMfa, Some((owner, vec![code])))
    }

    pub fn guards_of_disputing(&self, disputing: &Disputing) -> Codes {
        match *disputing {
            Disputing::Open { bill } => self.guards_of_decision(bill),
            Disputing::Answer { dispute } => {
                let is_answered = matches!(self.disputes[dispute].state, DisputeState::AwaitingCustomer { .. });
                let state = codes([(is_answered, "DISPUTE_NOT_IN_STATE")]);
                state.into_iter().chain(self.guards_of_dispute(dispute)).collect()
            }
            Disputing::Settle { dispute, settlement } => {
                let Dispute { bill, state } = self.disputes[dispute];
                let is_early = matches!(state, DisputeState::AwaitingExpert { .. });
                let amount = self.bills[bill].amount;
                let is_no_part = matches!(settlement, Settlement::Part(part) if part <= 0 || part >= amount);
                let own = codes([(is_early, "DISPUTE_NOT_IN_STATE"), (is_no_part, "PART_NOT_BELOW_AMOUNT")]);
                own.into_iter().chain(self.guards_of_dispute(dispute)).collect()
            }
            Disputing::Withdraw { dispute } => self.guards_of_dispute(dispute),
        }
    }

    /// While it is open, and before the due instant, swept or not.
    fn guards_of_dispute(&self, dispute: usize) -> Codes {
        match self.disputes[dispute].state {
            DisputeState::AwaitingExpert { answer_due_at } | DisputeState::AwaitingCustomer { answer_due_at } => {
                codes([(answer_due_at <= self.now, "DEADLINE_PASSED")])
            }
            DisputeState::Settled(Settlement::SilentExpert | Settlement::SilentCustomer) => {
                Codes::from(["DISPUTE_ALREADY_DECIDED", "DEADLINE_PASSED"])
            }
            DisputeState::Settled(_) | DisputeState::Withdrawn => Codes::from(["DISPUTE_ALREADY_DECIDED"]),
        }
    }

    /// Takes what nothing refuses.
    pub fn take_disputing(&mut self, disputing: &Disputing) -> Option<Thing> {
        let (now, answer_due_at) = (self.now, calendar::end_of_fifth_business_day(self.now));
        match *disputing {
            Disputing::Open { bill } => {
                if let BillState::Submitted { auto_approve_at } = self.bills[bill].state {
                    self.bills[bill].state = BillState::Frozen { left: auto_approve_at.map(|at| at - now) };
                }
                self.disputes.push(Dispute { bill, state: DisputeState::AwaitingExpert { answer_due_at } });
                Some(Thing::Dispute(self.disputes.len() - 1))
            }
            Disputing::Answer { dispute } => {
                self.disputes[dispute].state = DisputeState::AwaitingCustomer { answer_due_at };
                None
            }
            Disputing::Settle { dispute, settlement } => {
                self.settle(dispute, settlement, now);
                Some(Thing::Dispute(dispute))
            }
            Disputing::Withdraw { dispute } => {
                let bill = self.disputes[dispute].bill;
                self.disputes[dispute].state = DisputeState::Withdrawn;
                if let BillState::Frozen { left } = self.bills[bill].state {
                    self.bills[bill].state = BillState::Submitted { auto_approve_at: left.map(|left| now + left) };
                }
                None
            }
        }
    }

    /// ⏰ `answer_due_at`.
    pub fn silence_settles(&mut self, until: Instant) {
        for dispute in 0..self.disputes.len() {
            match self.disputes[dispute].state {
                DisputeState::AwaitingExpert { answer_due_at: at } if at <= until => {
                    self.settle(dispute, Settlement::SilentExpert, at);
                }
                DisputeState::AwaitingCustomer { answer_due_at: at } if at <= until => {
                    self.settle(dispute, Settlement::SilentCustomer, at);
                }
                DisputeState::AwaitingExpert { .. }
                | DisputeState::AwaitingCustomer { .. }
                | DisputeState::Settled(_)
                | DisputeState::Withdrawn => {}
            }
        }
    }

    /// What becomes of the bill; for a part of it another one, which is approved (G-31).
    fn settle(&mut self, dispute: usize, settlement: Settlement, at: Instant) {
        let bill = self.disputes[dispute].bill;
        self.disputes[dispute].state = DisputeState::Settled(settlement);
        match settlement {
            Settlement::Whole => self.approve(bill, at, Approver::Customer),
            Settlement::SilentCustomer => self.approve(bill, at, Approver::Silence),
            Settlement::Nothing | Settlement::SilentExpert => self.bills[bill].state = BillState::Declined,
            Settlement::Part(amount) => {
                let settled = Bill { amount, ..self.bills[bill].clone() };
                self.bills[bill].state = BillState::Declined;
                self.bills.push(settled);
                self.approve(self.bills.len() - 1, at, Approver::Customer);
            }
        }
    }

    /// When silence approves the final bill of an engagement: its own, or its customer's in a dispute.
    pub fn final_bill_due_at(&self, engagement: usize) -> Option<Instant> {
        let of = |bill: &usize| self.bills[*bill].engagement == engagement && self.bills[*bill].is_final;
        let bill = (0..self.bills.len()).filter(of).find(|bill| self.bills[*bill].is_undecided())?;
        if let BillState::Submitted { auto_approve_at } = self.bills[bill].state {
            return auto_approve_at;
        }
        self.disputes.iter().filter(|dispute| dispute.bill == bill).find_map(|dispute| match dispute.state {
            DisputeState::AwaitingCustomer { answer_due_at } => Some(answer_due_at),
            DisputeState::AwaitingExpert { .. } | DisputeState::Settled(_) | DisputeState::Withdrawn => None,
        })
    }
}

impl DisputeState {
    pub fn due_at(self) -> Option<Instant> {
        match self {
            Self::AwaitingExpert { answer_due_at } | Self::AwaitingCustomer { answer_due_at } => Some(answer_due_at),
            Self::Settled(_) | Self::Withdrawn => None,
        }
    }

    pub fn line(self) -> String {
        let until = |at: Instant| at.format("%F %T").to_string();
        match self {
            Self::AwaitingExpert { answer_due_at } => format!("AWAITING_EXPERT until {}", until(answer_due_at)),
            Self::AwaitingCustomer { answer_due_at } => format!("AWAITING_CUSTOMER until {}", until(answer_due_at)),
            Self::Settled(Settlement::Part(part)) => format!("SETTLED PART {}", usd(part)),
            Self::Settled(settlement) => format!("SETTLED {}", super::view::name(settlement)),
            Self::Withdrawn => "WITHDRAWN".to_owned(),
        }
    }
}

impl System {
    pub fn disputing(&self, disputing: &Disputing, wording: usize) -> Mutation {
        let id = |index: usize| self.id(Thing::Dispute(index));
        match *disputing {
            Disputing::Open { bill } => {
                let statement = format!("Half of it is missing. {wording}");
                let input = json!({ "paymentRequestId": self.id(Thing::Bill(bill)), "statement": statement });
                ("disputeOpen", input, Some("dispute"))
            }
            Disputing::Answer { dispute } => {
                ("disputeAnswer", json!({ "disputeId": id(dispute), "statement": "It is all there." }), None)
            }
            Disputing::Settle { dispute, settlement } => {
                let (outcome, part) = match settlement {
                    Settlement::Whole => ("ALL", None),
                    Settlement::Part(part) => ("PART", Some(money(part))),
                    Settlement::Nothing | Settlement::SilentExpert | Settlement::SilentCustomer => ("NONE", None),
                };
                let input = json!({ "disputeId": id(dispute), "outcome": outcome, "part": part });
                ("disputeSettle", input, Some("dispute"))
            }
            Disputing::Withdraw { dispute } => ("disputeWithdraw", json!({ "disputeId": id(dispute) }), None),
        }
    }
}

impl Disputing {
    /// The same under the same key, with another outcome.
    pub fn other_facts(&self) -> Option<Self> {
        let Self::Settle { dispute, settlement } = *self else { return None };
        let other = if settlement == Settlement::Whole { Settlement::Nothing } else { Settlement::Whole };
        Some(Self::Settle { dispute, settlement: other })
    }
}

impl fmt::Display for Disputing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { bill } => write!(f, "disputes bill {bill}"),
            Self::Answer { dispute } => write!(f, "answers dispute {dispute}"),
            Self::Settle { dispute, settlement } => write!(f, "settles dispute {dispute} for {settlement:?}"),
            Self::Withdraw { dispute } => write!(f, "withdraws dispute {dispute}"),
        }
    }
}
