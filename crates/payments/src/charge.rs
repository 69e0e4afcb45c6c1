use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{AccountId, ChargeId, CollectionId, EngagementId, Money, PaymentMethodId, PaymentRequestId};
use sea_orm::{DeriveActiveEnum, EnumIter};

pub use clawback::{Reversal, ReversalKind, ReversalState, Reversed};
pub use giving_up::{Assigned, Suspended, SuspendedKind, WriteOff, evidence_of, reason_of};
pub use overdue::{Reminders, Rung};

use super::{
    ATTEMPTS_MAX, AttemptKey, AttemptState, ChargeAttempt, Collected, Collection, PaymentError, PaymentMethod,
    PaymentRequest, Reference, Split, State, Tender, attempt, latency,
};

/// What the customer owes on one approved bill, and how far it is collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub id: ChargeId,
    pub payment_request_id: PaymentRequestId,
    pub engagement_id: EngagementId,
    /// The account that pays.
    pub customer_account_id: AccountId,
    /// The account that is paid.
    pub expert_account_id: AccountId,
    pub amount: Money,
    /// As fixed at approval; earned only as far as the amount is collected.
    pub fee: Money,
    /// The sum of its collections.
    pub collected: Money,
    /// The part of the fee that its collections brought.
    pub collected_fee: Money,
    /// What banks and card networks took back of it (IQ-33).
    pub reversed: Split,
    /// Invariant: what is collected and not reversed, what is taken off and what is given up are at most the amount.
    pub refunds: Refunds,
    /// What was given up of it: nobody asks for it any more, and nobody loses what never came (IQ-33).
    pub written_off: Split,
    pub payment_method_id: PaymentMethodId,
    pub tender: Tender,
    /// When the bill was approved, and this charge invoiced.
    pub approved_at: DateTime<Utc>,
    /// From when on what is open is overdue.
    pub due_at: DateTime<Utc>,
    /// Set once, to the due instant, if it passed unpaid.
    pub overdue_at: Option<DateTime<Utc>>,
    pub reminders: Reminders,
    /// How many attempts were begun.
    pub attempts: u16,
    pub asking: Asking,
    pub state: ChargeState,
}

/// What the expert gave back of a charge (IQ-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunds {
    /// Taken off what was open: it is not owed any more.
    pub reduced: Money,
    /// The part of the fee in what was taken off.
    pub reduced_fee: Money,
    /// Given back of what was collected.
    pub returned: Money,
    /// The part of the fee in what was given back.
    pub returned_fee: Money,
    /// Offered, and neither taken off nor given back yet.
    pub promised: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ChargeState {
    Invoiced,
    Collecting,
    PartiallyCollected,
    Collected,
    Overdue,
    /// We asked the provider and do not know what it did. Only evidence leads out.
    Unresolved,
    /// The expert took off all of it before anything was collected (G-44).
    Forgiven,
    /// Staff gave up asking for it. What still comes is collected (IQ-33).
    Uncollectible,
    /// What was open of it is given up. What still comes waits for staff (IQ-33).
    WrittenOff,
    /// The bank or the card network took back what was collected (IQ-33).
    ChargedBack,
}

/// Where our asking for the money stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The next attempt; on net terms, telling the provider which transfer to expect.
    Due { at: DateTime<Utc> },
    /// The last attempt has no outcome yet.
    InFlight,
    /// Nothing more by itself: paid, waiting for a transfer, or attempted often enough for staff to decide.
    Rests,
}

/// What the provider said to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeAnswer {
    /// It has it, and will report what comes of it.
    Processing,
    Failed {
        reason: String,
    },
    /// Whatever leaves the outcome open: a timeout, a failure on its side, a crash on ours.
    Unknown,
}

impl Charge {
    /// The charge of an approved bill; a bill in any other state has none.
    pub fn of(request: &PaymentRequest, method: &PaymentMethod, now: DateTime<Utc>) -> Option<Self> {
        let State::Approved { at, fee, .. } = request.state else { return None };
        Some(Self {
            id: ChargeId::generate(now),
            payment_request_id: request.id,
            engagement_id: request.bill.engagement_id,
            customer_account_id: request.bill.customer_account_id,
            expert_account_id: request.bill.expert_account_id,
            amount: request.bill.amount,
            fee,
            collected: Money::zero(fee.currency()),
            collected_fee: Money::zero(fee.currency()),
            reversed: Split::nothing(fee.currency()),
            refunds: Refunds::none(fee.currency()),
            written_off: Split::nothing(fee.currency()),
            payment_method_id: method.id,
            tender: method.tender,
            approved_at: at,
            due_at: latency::due_at(method.tender, at),
            overdue_at: None,
            reminders: Reminders::NONE,
            attempts: 0,
            asking: Asking::Due { at },
            state: ChargeState::Invoiced,
        })
    }

    /// What is still owed.
    pub fn open(&self) -> Money {
        self.amount.checked_sub(self.done()).expect("no more is collected and taken off than the amount")
    }

    /// What is not open any more, one way or the other.
    fn done(&self) -> Money {
        let written_off = self.written_off.total();
        let gone = written_off.and_then(|written_off| self.refunds.reduced.checked_add(written_off));
        gone.and_then(|gone| self.kept().total()?.checked_add(gone)).expect("at most the amount")
    }

    /// Its two sides may read it, and staff; to anyone else it does not exist.
    pub fn is_seen_by(&self, actor: kernel::Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.customer_account_id) || actor.acts_for(self.expert_account_id)
    }

    /// The attempt that time asks for (IQ-31).
    pub fn begin_attempt_when_due(self, now: DateTime<Utc>) -> Result<(Self, ChargeAttempt), PaymentError> {
        match self.asking {
            Asking::Due { at } if at <= now => self.begin_attempt(now),
            Asking::InFlight => Err(PaymentError::CollectionInFlight(self.id)),
            Asking::Due { .. } | Asking::Rests => Err(self.not_in_state()),
        }
    }

    /// One more attempt at what is open: never two at a time, and at most [`ATTEMPTS_MAX`] (IQ-31).
    pub fn begin_attempt(self, now: DateTime<Utc>) -> Result<(Self, ChargeAttempt), PaymentError> {
        if !self.tender.is_pulled() {
            return Err(PaymentError::PaidByTransfer(self.id));
        }
        if self.asking == Asking::InFlight {
            return Err(PaymentError::CollectionInFlight(self.id));
        }
        if self.attempts >= ATTEMPTS_MAX {
            return Err(PaymentError::AttemptsUsedUp(self.id));
        }
        match self.state {
            ChargeState::Invoiced
            | ChargeState::Overdue
            | ChargeState::PartiallyCollected
            | ChargeState::ChargedBack => {}
            ChargeState::Collecting
            | ChargeState::Collected
            | ChargeState::Unresolved
            | ChargeState::Forgiven
            | ChargeState::Uncollectible
            | ChargeState::WrittenOff => return Err(self.not_in_state()),
        }
        let attempts = self.attempts + 1;
        let key = AttemptKey { charge_id: self.id, number: attempts };
        let attempt = ChargeAttempt { key, amount: self.open(), begun_at: now, state: AttemptState::Begun };
        Ok((Self { attempts, asking: Asking::InFlight, state: ChargeState::Collecting, ..self }, attempt))
    }

    /// Whether the outcome of attempt `number` is still to come.
    pub fn awaits(&self, number: u16) -> bool {
        self.asking == Asking::InFlight && self.attempts == number
    }

    /// Takes in what the provider said to attempt `number`, at once or when it was looked up. What is said to
    /// an attempt that has its outcome changes nothing.
    #[must_use]
    pub fn answered(self, number: u16, answer: &ChargeAnswer, at: DateTime<Utc>) -> Self {
        if !self.awaits(number) {
            return self;
        }
        match answer {
            ChargeAnswer::Processing if self.state == ChargeState::Unresolved => {
                Self { state: ChargeState::Collecting, ..self }
            }
            ChargeAnswer::Processing => self,
            ChargeAnswer::Failed { .. } => Self { asking: self.retry(at), state: ChargeState::Overdue, ..self },
            ChargeAnswer::Unknown => Self { state: ChargeState::Unresolved, ..self },
        }
    }

    /// Binds what is not sent to another card or bank account, and attempts it at once. `None`: it stays as it is,
    /// because an attempt is in flight, nothing is open, or the transfer that was agreed is not overdue yet.
    #[must_use]
    pub fn pay_with(self, method: &PaymentMethod, now: DateTime<Utc>) -> Option<Self> {
        let waits = match self.state {
            ChargeState::Invoiced | ChargeState::PartiallyCollected => self.tender.is_pulled(),
            ChargeState::Overdue | ChargeState::ChargedBack => true,
            ChargeState::Collecting
            | ChargeState::Collected
            | ChargeState::Unresolved
            | ChargeState::Forgiven
            | ChargeState::Uncollectible
            | ChargeState::WrittenOff => false,
        };
        let may_send = self.asking != Asking::InFlight && self.attempts < ATTEMPTS_MAX;
        (waits && may_send && method.tender.is_pulled()).then_some(Self {
            payment_method_id: method.id,
            tender: method.tender,
            asking: Asking::Due { at: now },
            ..self
        })
    }

    /// The provider knows which transfer to expect; the rest is the customer's to do.
    #[must_use]
    pub fn announced(self) -> Self {
        if self.tender.is_pulled() { self } else { Self { asking: Asking::Rests, ..self } }
    }

    /// Less is open than before, and not by the transfer that was agreed: which one to expect is told anew.
    #[must_use]
    pub fn expects_anew(self, now: DateTime<Utc>) -> Self {
        if self.tender.is_pulled() { self } else { Self { asking: Asking::Due { at: now }, ..self } }
    }

    /// Takes in a collected event, whole or part. Nothing but such an event makes money available (IQ-30). No
    /// money is turned away: what is more than is open stays the customer's.
    pub fn collect(self, event: Collected, now: DateTime<Utc>) -> Result<(Self, Collection), PaymentError> {
        self.is_of_ours(event.amount)?;
        let owed = self.open();
        let amount = event.amount.checked_min(owed)?;
        let Split { fee, net, .. } = self.open_part(amount)?;
        let collected = self.collected.checked_add(amount)?;
        let collected_fee = self.collected_fee.checked_add(fee)?;
        let excess = event.amount.checked_sub(amount)?;
        let charge = Self { collected, collected_fee, ..self }.moved_by(event.reference, event.at);
        let id = CollectionId::generate(now);
        Ok((charge, Collection { id, event, amount, excess, fee, net }))
    }

    /// Its state after something was collected by `reference`.
    fn moved_by(self, reference: Reference, at: DateTime<Utc>) -> Self {
        if self.open().is_zero() {
            return self.settled();
        }
        // The rest of what an attempt brought only in part is attempted again.
        let its_last = AttemptKey { charge_id: self.id, number: self.attempts };
        let ended = self.asking == Asking::InFlight && reference == Reference::Attempt(its_last);
        let asking = if ended { self.retry(at) } else { self.asking };
        Self { asking, state: ChargeState::PartiallyCollected, ..self }
    }

    /// Nothing is open any more.
    fn settled(self) -> Self {
        let state = if !self.written_off.is_nothing() {
            ChargeState::WrittenOff
        } else if self.kept().is_nothing() {
            ChargeState::Forgiven
        } else {
            ChargeState::Collected
        };
        Self { asking: Asking::Rests, reminders: self.reminders.ended(), state, ..self }
    }

    /// Whether money that was reported for it can be of it: something, and in its currency.
    fn is_of_ours(&self, reported: Money) -> Result<(), PaymentError> {
        let (id, owed) = (self.id, self.amount);
        if reported.currency() != owed.currency() {
            return Err(PaymentError::OtherCurrency { id, reported, owed });
        }
        if reported.is_zero() { Err(PaymentError::AmountNotPositive) } else { Ok(()) }
    }

    fn retry(&self, at: DateTime<Utc>) -> Asking {
        attempt::retry_at(self.attempts, at).map_or(Asking::Rests, |at| Asking::Due { at })
    }

    /// What the whole bill is made of.
    fn whole(&self) -> Result<Split, PaymentError> {
        Ok(Split::of_bill(self.amount, self.fee)?)
    }

    fn not_in_state(&self) -> PaymentError {
        PaymentError::ChargeNotInState { id: self.id, state: self.state }
    }
}

impl Asking {
    /// When time asks next, if it does.
    pub const fn due_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Due { at } => Some(at),
            Self::InFlight | Self::Rests => None,
        }
    }
}

impl fmt::Display for ChargeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invoiced => "invoiced",
            Self::Collecting => "being collected",
            Self::PartiallyCollected => "partially collected",
            Self::Collected => "collected",
            Self::Overdue => "overdue",
            Self::Unresolved => "unresolved",
            Self::Forgiven => "forgiven",
            Self::Uncollectible => "uncollectible",
            Self::WrittenOff => "written off",
            Self::ChargedBack => "charged back",
        })
    }
}

mod clawback;
mod giving_up;
mod overdue;
mod refunds;
#[cfg(test)]
pub(crate) mod tests;
