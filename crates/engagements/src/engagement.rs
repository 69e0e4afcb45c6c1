use chrono::{DateTime, Utc};
use kernel::{
    AccountId, Actor, ConversationId, CustomerRequestId, EngagementId, Money, PaymentMethodId, ProposalId, Side,
};

use super::{Billing, EngagementError};

/// What the ids of promotional credit grants begin with. No value of ours holds one; a person may still type one.
const CREDIT_PREFIX: &str = "crg_";

/// Work that a customer and an expert agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    pub id: EngagementId,
    /// The offer whose acceptance made it.
    pub proposal_id: ProposalId,
    pub customer_request_id: CustomerRequestId,
    pub conversation_id: ConversationId,
    /// The account that pays.
    pub customer_account_id: AccountId,
    /// The account that is paid.
    pub expert_account_id: AccountId,
    /// As the proposal named the work.
    pub title: String,
    /// The most that its bills may come to together.
    pub maximum: Money,
    /// What approved bills come to.
    pub approved: Money,
    /// What bills that wait for a decision or for their day come to. Invariant: `approved + pending <= maximum`
    /// (G-14).
    pub pending: Money,
    /// What its next charge is collected from. Never a credit (IQ-35).
    pub payment_method_id: PaymentMethodId,
    pub billing: Billing,
    pub started_at: DateTime<Utc>,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    /// The final bill waits for its decision; no other is taken (X18).
    FinalBilled,
    /// Nothing more can be billed (G-15).
    Completed {
        at: DateTime<Utc>,
    },
    /// Ended by consent: nothing more can be billed, and what was sent is decided as always (G-46).
    Cancelled {
        at: DateTime<Utc>,
    },
}

impl Engagement {
    /// Refuses what names a promotional credit as payment method (IQ-35).
    pub fn never_a_credit(payment_method: &str) -> Result<(), EngagementError> {
        if payment_method.starts_with(CREDIT_PREFIX) { Err(EngagementError::CreditCannotPayExpert) } else { Ok(()) }
    }

    /// What may still be billed.
    pub fn remaining(&self) -> Result<Money, EngagementError> {
        Ok(self.maximum.checked_sub(self.approved)?.checked_sub(self.pending)?)
    }

    /// Sets `amount` aside for a bill; only its expert bills, and never more than what remains (G-14). The final
    /// bill is the only one that waits (X18).
    pub fn bill(self, actor: Actor, amount: Money, is_final: bool) -> Result<Self, EngagementError> {
        self.open_to_expert(actor)?;
        match self.billing {
            Billing::Milestone { .. } => {}
            Billing::Upfront => return Err(EngagementError::UpfrontAlreadyBilled(self.id)),
            Billing::Scheduled => return Err(EngagementError::ScheduleBillsItself(self.id)),
        }
        if is_final && !self.pending.is_zero() {
            return Err(EngagementError::BillsPending(self.id));
        }
        let remaining = self.remaining()?;
        if remaining.checked_min(amount)? != amount {
            return Err(EngagementError::ExceedsRemaining { asked: amount, remaining });
        }
        let state = if is_final { State::FinalBilled } else { self.state };
        Ok(Self { pending: self.pending.checked_add(amount)?, state, ..self })
    }

    /// A bill was approved, by whomever; the final one completes the work (G-15, G-33).
    pub fn approved(self, amount: Money, is_final: bool, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        let pending = self.pending.checked_sub(amount)?;
        let approved = self.approved.checked_add(amount)?;
        let state = match self.state {
            State::FinalBilled if is_final => State::Completed { at },
            state @ (State::Active | State::FinalBilled | State::Completed { .. } | State::Cancelled { .. }) => state,
        };
        Ok(Self { approved, pending, state, ..self })
    }

    /// A bill was declined, withdrawn or cancelled: its amount may be billed again, and after the final one work goes on
    /// (G-31, X18).
    pub fn freed(self, amount: Money, was_final: bool) -> Result<Self, EngagementError> {
        let pending = self.pending.checked_sub(amount)?;
        let state = match self.state {
            State::FinalBilled if was_final => State::Active,
            state @ (State::Active | State::FinalBilled | State::Completed { .. } | State::Cancelled { .. }) => state,
        };
        Ok(Self { pending, state, ..self })
    }

    /// A bill is settled for a part of it: the rest may be billed again.
    pub fn settled_for(self, billed: Money, part: Money) -> Result<Self, EngagementError> {
        let pending = self.pending.checked_sub(billed)?.checked_add(part)?;
        Ok(Self { pending, ..self })
    }

    /// The expert ends the work without another bill. Bills that wait must be decided first (G-15, X17).
    pub fn complete(self, actor: Actor, bills_pending: bool, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to_expert(actor)?;
        if bills_pending {
            return Err(EngagementError::BillsPending(self.id));
        }
        Ok(Self { state: State::Completed { at }, ..self })
    }

    /// The customer names what charges that are not yet sent are collected from.
    pub fn change_payment_method(self, actor: Actor, to: PaymentMethodId) -> Result<Self, EngagementError> {
        if !actor.acts_for(self.customer_account_id) {
            return Err(EngagementError::NotFound(self.id));
        }
        self.ensure_active()?;
        Ok(Self { payment_method_id: to, ..self })
    }

    /// Both sides agreed to end the work, by word or by silence. What was sent stays to be decided (G-46).
    pub fn cancel(self, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        if self.is_running() {
            return Ok(Self { state: State::Cancelled { at }, ..self });
        }
        Err(EngagementError::NotActive(self.id))
    }

    /// Whether it has not ended yet.
    pub fn is_running(&self) -> bool {
        match self.state {
            State::Active | State::FinalBilled => true,
            State::Completed { .. } | State::Cancelled { .. } => false,
        }
    }

    /// Refuses what needs work that goes on and waits for no final bill.
    pub fn ensure_active(&self) -> Result<(), EngagementError> {
        match self.state {
            State::Active => Ok(()),
            State::FinalBilled | State::Completed { .. } | State::Cancelled { .. } => {
                Err(EngagementError::NotActive(self.id))
            }
        }
    }

    /// On which side the one who acts stands; to others it does not exist.
    pub fn side_of(&self, actor: Actor) -> Result<Side, EngagementError> {
        let side = Side::of(actor, self.customer_account_id, self.expert_account_id);
        side.ok_or(EngagementError::NotFound(self.id))
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || self.side_of(actor).is_ok()
    }

    fn open_to_expert(&self, actor: Actor) -> Result<(), EngagementError> {
        if !actor.acts_for(self.expert_account_id) {
            return Err(EngagementError::NotFound(self.id));
        }
        match self.state {
            State::Active => Ok(()),
            State::FinalBilled => Err(EngagementError::FinalBillPending(self.id)),
            State::Completed { .. } | State::Cancelled { .. } => Err(EngagementError::NotActive(self.id)),
        }
    }
}

#[cfg(test)]
pub mod tests;
