use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, DisputeId, EngagementId, Money, PaymentRequestId, Side, text};

use super::{PaymentError, PaymentRequest, Statement, business_days::end_of_business_day};

/// How long each side has for an answer (G-29), in business days.
const ANSWER_BUSINESS_DAYS: u32 = 5;
const STATEMENT_LENGTH: RangeInclusive<usize> = 1..=2_000;

/// A customer's objection to a bill. The two sides settle it; staff may recommend how, and decide nothing (G-29).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    /// The bill, which is frozen while the dispute is open.
    pub payment_request_id: PaymentRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    /// What the customer objects to: 1 to 2,000 characters.
    pub statement: String,
    pub opened_at: DateTime<Utc>,
    /// What the expert says to it; none before it answered. Invariant: there is one while the customer is awaited.
    pub answer: Option<Statement>,
    /// What the operator's staff recommended last.
    pub recommendation: Option<Statement>,
    pub state: DisputeState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeState {
    /// From `answer_due_at` on the expert has given in by silence.
    AwaitingExpert {
        answer_due_at: DateTime<Utc>,
    },
    /// From `answer_due_at` on the customer has given in by silence.
    AwaitingCustomer {
        answer_due_at: DateTime<Utc>,
    },
    Settled {
        at: DateTime<Utc>,
        settlement: Settlement,
    },
    /// The customer took it back: the bill waits for its decision again, with the time that was left.
    Withdrawn {
        at: DateTime<Utc>,
    },
}

/// What of the bill is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The customer pays all of it.
    Whole,
    /// The customer pays less: the bill is declined, and another over the part is approved.
    Part { amount: Money },
    /// The customer pays nothing of it.
    Nothing,
    /// The expert said nothing in time: nothing is paid.
    SilentExpert,
    /// The customer said nothing in time: all of it is paid (G-30).
    SilentCustomer,
}

impl Dispute {
    /// The customer objects to a bill that waits for its decision, which is to be frozen by the caller.
    pub fn open(
        id: DisputeId,
        request: &PaymentRequest,
        statement: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        Ok(Self {
            id,
            payment_request_id: request.id,
            engagement_id: request.bill.engagement_id,
            customer_account_id: request.bill.customer_account_id,
            expert_account_id: request.bill.expert_account_id,
            statement: text("statement", statement, STATEMENT_LENGTH)?,
            opened_at: at,
            answer: None,
            recommendation: None,
            state: DisputeState::AwaitingExpert { answer_due_at: end_of_business_day(at, ANSWER_BUSINESS_DAYS) },
        })
    }

    /// The expert says what there is to say; then it is for the customer.
    pub fn answer(self, actor: Actor, statement: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        if !actor.acts_for(self.expert_account_id) {
            return Err(PaymentError::DisputeNotFound(self.id));
        }
        self.open_at(at)?;
        match self.state {
            DisputeState::AwaitingExpert { .. } => {
                let answer = Statement { text: text("statement", statement, STATEMENT_LENGTH)?, at };
                let state =
                    DisputeState::AwaitingCustomer { answer_due_at: end_of_business_day(at, ANSWER_BUSINESS_DAYS) };
                Ok(Self { answer: Some(answer), state, ..self })
            }
            DisputeState::AwaitingCustomer { .. } | DisputeState::Settled { .. } | DisputeState::Withdrawn { .. } => {
                Err(PaymentError::DisputeNotInState { id: self.id, state: "answered already" })
            }
        }
    }

    /// The customer ends it, after the expert's answer: by paying all of the bill, a part of it, or nothing.
    pub fn settle(
        self,
        actor: Actor,
        settlement: Settlement,
        billed: Money,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        self.open_to_customer(actor, at)?;
        match self.state {
            DisputeState::AwaitingCustomer { .. } => {}
            DisputeState::AwaitingExpert { .. } | DisputeState::Settled { .. } | DisputeState::Withdrawn { .. } => {
                return Err(PaymentError::DisputeNotInState { id: self.id, state: "not answered yet" });
            }
        }
        if let Settlement::Part { amount } = settlement
            && (amount.is_zero() || amount.checked_min(billed)? != amount || amount == billed)
        {
            return Err(PaymentError::PartNotBelowAmount { part: amount, amount: billed });
        }
        Ok(Self { state: DisputeState::Settled { at, settlement }, ..self })
    }

    /// The customer takes it back.
    pub fn withdraw(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_to_customer(actor, at)?;
        Ok(Self { state: DisputeState::Withdrawn { at }, ..self })
    }

    /// Staff say how they would settle it, which settles nothing (G-29).
    pub fn recommend(self, recommendation: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_at(at)?;
        let recommendation = Statement { text: text("recommendation", recommendation, STATEMENT_LENGTH)?, at };
        Ok(Self { recommendation: Some(recommendation), ..self })
    }

    /// Whoever was awaited said nothing in time, and has given in, as of the due instant, however late that is noticed
    /// (G-29, G-30). `None` if silence decides nothing here by `now`.
    #[must_use]
    pub fn settle_when_due(self, now: DateTime<Utc>) -> Option<Self> {
        let (at, settlement) = match self.state {
            DisputeState::AwaitingExpert { answer_due_at } => (answer_due_at, Settlement::SilentExpert),
            DisputeState::AwaitingCustomer { answer_due_at } => (answer_due_at, Settlement::SilentCustomer),
            DisputeState::Settled { .. } | DisputeState::Withdrawn { .. } => return None,
        };
        (at <= now).then_some(Self { state: DisputeState::Settled { at, settlement }, ..self })
    }

    /// From when on whoever is awaited has given in; `None` once it is over.
    pub fn answer_due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            DisputeState::AwaitingExpert { answer_due_at } | DisputeState::AwaitingCustomer { answer_due_at } => {
                Some(answer_due_at)
            }
            DisputeState::Settled { .. } | DisputeState::Withdrawn { .. } => None,
        }
    }

    /// How it was settled, and when; `None` unless it was.
    pub fn settled(&self) -> Option<(DateTime<Utc>, Settlement)> {
        match self.state {
            DisputeState::Settled { at, settlement } => Some((at, settlement)),
            DisputeState::AwaitingExpert { .. }
            | DisputeState::AwaitingCustomer { .. }
            | DisputeState::Withdrawn { .. } => None,
        }
    }

    /// When it was settled or taken back; `None` while it is open.
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            DisputeState::Settled { at, .. } | DisputeState::Withdrawn { at } => Some(at),
            DisputeState::AwaitingExpert { .. } | DisputeState::AwaitingCustomer { .. } => None,
        }
    }

    /// Its two sides may read it, and staff; to anyone else it does not exist.
    pub fn is_seen_by(&self, actor: Actor) -> bool {
        actor.is_staff() || Side::of(actor, self.customer_account_id, self.expert_account_id).is_some()
    }

    fn open_to_customer(&self, actor: Actor, at: DateTime<Utc>) -> Result<(), PaymentError> {
        if !actor.acts_for(self.customer_account_id) {
            return Err(PaymentError::DisputeNotFound(self.id));
        }
        self.open_at(at)
    }

    /// Only while it is open, and only before the due instant, swept or not.
    fn open_at(&self, at: DateTime<Utc>) -> Result<(), PaymentError> {
        let id = self.id;
        match self.answer_due_at() {
            Some(due_at) if due_at <= at => Err(PaymentError::DisputeDeadlinePassed { id, due_at }),
            Some(_) => Ok(()),
            None => Err(PaymentError::DisputeAlreadyDecided(id)),
        }
    }
}

#[cfg(test)]
mod tests;
