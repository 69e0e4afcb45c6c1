use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, EngagementId, FeeRate, Money, PaymentRequestId, line, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{FeeTerms, PaymentError};

const NAME_LENGTH: RangeInclusive<usize> = 5..=64;
const DESCRIPTION_LENGTH: RangeInclusive<usize> = 1..=2_000;
const REASON_LENGTH: RangeInclusive<usize> = 1..=250;

/// An expert's bill for part of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    pub id: PaymentRequestId,
    pub bill: Bill,
    /// When it was sent; of one that nobody sends, when the proposal was accepted.
    pub submitted_at: DateTime<Utc>,
    pub state: State,
}

/// What is asked, of whom. It never changes: a declined bill is answered by a new one (G-31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub engagement_id: EngagementId,
    /// The account that pays.
    pub customer_account_id: AccountId,
    /// The account that is paid.
    pub expert_account_id: AccountId,
    /// What the customer pays; the fee comes out of it.
    pub amount: Money,
    /// 5 to 64 characters (G-48).
    pub name: String,
    /// What was done, 1 to 2,000 characters (G-48).
    pub description: String,
    /// Whether its approval completes the engagement (G-15).
    pub is_final: bool,
    /// The declined bill that this one answers (G-31).
    pub answers_id: Option<PaymentRequestId>,
    /// The day on which the schedule bills it (G-49); `None` if no schedule does.
    pub scheduled_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Agreed at acceptance, and approved by it once its day has come (G-32, G-49).
    Planned { due_at: DateTime<Utc> },
    /// Waits for the customer, who from `auto_approve_at` on has approved by silence (G-30); without it, for
    /// ever, as the customer chose at acceptance (G-48).
    Submitted { auto_approve_at: Option<DateTime<Utc>> },
    /// A dispute stops the clock, which goes on with what is `left` if the dispute is withdrawn; nothing of it is left
    /// where the bill waits for ever (G-29).
    Frozen { left: Option<TimeDelta> },
    /// The fee and the rate behind it are fixed here for ever (IQ-28). A least or greatest fee of that instant may have
    /// moved it off the rate (G-19).
    Approved { at: DateTime<Utc>, by: Approver, rate: FeeRate, fee: Money },
    /// The amount is free again.
    Declined { at: DateTime<Utc>, reason: String },
    /// The expert took it back; the amount is free again.
    Withdrawn { at: DateTime<Utc> },
    /// The engagement ended before its day (G-15).
    Cancelled { at: DateTime<Utc> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Approver {
    Customer,
    /// Nobody decided in time (G-30).
    Silence,
    /// The customer agreed to it with the proposal (G-32).
    Acceptance,
}

impl PaymentRequest {
    /// Sends a bill. The engagement has already set the amount aside (G-14). `auto_approve_at` is when silence
    /// will approve it, by the engagement's rule.
    pub fn submit(
        id: PaymentRequestId,
        mut bill: Bill,
        auto_approve_at: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        if bill.amount.is_zero() {
            return Err(PaymentError::AmountNotPositive);
        }
        bill.name = line("name", &bill.name, NAME_LENGTH)?;
        bill.description = text("description", &bill.description, DESCRIPTION_LENGTH)?;
        Ok(Self { id, bill, submitted_at: at, state: State::Submitted { auto_approve_at } })
    }

    /// Plans one payment of a schedule, as of its acceptance at `at`. What was to be billed before is due at once
    /// (G-49).
    pub fn plan(id: PaymentRequestId, bill: Bill, at: DateTime<Utc>) -> Self {
        let due_at = bill.scheduled_on.map_or(at, |on| first_instant(on).max(at));
        Self { id, bill, submitted_at: at, state: State::Planned { due_at } }
    }

    /// What is paid at once is approved by the acceptance of its proposal (G-32). `terms` are those in force at `at`.
    pub fn agreed(id: PaymentRequestId, bill: Bill, terms: &FeeTerms, at: DateTime<Utc>) -> Self {
        Self::plan(id, bill, at).approved(at, Approver::Acceptance, terms)
    }

    /// The customer accepts. `terms` are those in force at `at`.
    pub fn approve(self, actor: Actor, terms: &FeeTerms, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_to(actor, self.bill.customer_account_id, at)?;
        Ok(self.approved(at, Approver::Customer, terms))
    }

    /// The customer refuses, for a reason of 1 to 250 characters; no fee (IQ-28).
    pub fn decline(self, actor: Actor, reason: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_to(actor, self.bill.customer_account_id, at)?;
        let reason = text("reason", reason, REASON_LENGTH)?;
        Ok(Self { state: State::Declined { at, reason }, ..self })
    }

    /// The expert takes it back before anybody decides (G-48).
    pub fn withdraw(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_to(actor, self.bill.expert_account_id, at)?;
        Ok(Self { state: State::Withdrawn { at }, ..self })
    }

    /// The customer objects: the clock stops (G-29).
    pub fn freeze(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.open_to(actor, self.bill.customer_account_id, at)?;
        match self.state {
            State::Submitted { auto_approve_at } => {
                let left = auto_approve_at.map(|due_at| due_at - at);
                Ok(Self { state: State::Frozen { left }, ..self })
            }
            State::Planned { .. }
            | State::Frozen { .. }
            | State::Approved { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => Err(PaymentError::AlreadyDecided(self.id)),
        }
    }

    /// The objection is withdrawn: the bill waits for its decision again, with the time that was left.
    pub fn thaw(self, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let left = self.frozen()?;
        Ok(Self { state: State::Submitted { auto_approve_at: left.map(|left| at + left) }, ..self })
    }

    /// The objection is settled by paying the whole bill: by the customer's word, or by silence.
    pub fn approve_settled(self, by: Approver, terms: &FeeTerms, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.frozen()?;
        Ok(self.approved(at, by, terms))
    }

    /// The objection is settled by paying less than the bill.
    pub fn decline_settled(self, reason: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.frozen()?;
        Ok(Self { state: State::Declined { at, reason: reason.to_owned() }, ..self })
    }

    /// What the settled part of a declined bill makes: another over that part, which the customer has approved.
    #[must_use]
    pub fn settled_part(self, id: PaymentRequestId, part: Money, terms: &FeeTerms, at: DateTime<Utc>) -> Self {
        let bill = Bill { amount: part, answers_id: Some(self.id), ..self.bill };
        Self { id, bill, submitted_at: at, ..self }.approved(at, Approver::Customer, terms)
    }

    /// Time approves: by silence, or because the day of a schedule has come. It takes effect at the due instant, under
    /// the `terms` of that instant, however late it is noticed (G-30, G-49).
    pub fn approve_when_due(self, terms: &FeeTerms, now: DateTime<Utc>) -> Result<Self, PaymentError> {
        let (due_at, by) = self.decided_by_time(now)?;
        Ok(self.approved(due_at, by, terms))
    }

    /// The instant at which time has approved it by `now`; refuses before it, and where somebody decided.
    pub fn due_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, PaymentError> {
        self.decided_by_time(now).map(|(due_at, _)| due_at)
    }

    /// The engagement ended at `at`, before the day of this payment (G-15, X17). One whose day came before the end
    /// stays what it was agreed to be, swept or not, and so does every other: `None`.
    #[must_use]
    pub fn cancel(self, at: DateTime<Utc>) -> Option<Self> {
        match self.state {
            State::Planned { due_at } if due_at > at => Some(Self { state: State::Cancelled { at }, ..self }),
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Approved { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// Whether a new bill may name this one as the one it answers: declined, and of the same engagement (G-31).
    pub fn answerable_by(&self, bill: &Bill) -> Result<(), PaymentError> {
        if self.bill.expert_account_id != bill.expert_account_id {
            return Err(PaymentError::NotFound(self.id));
        }
        match self.state {
            State::Declined { .. } if self.bill.engagement_id == bill.engagement_id => Ok(()),
            State::Declined { .. }
            | State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Approved { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => Err(PaymentError::NotDeclined(self.id)),
        }
    }

    /// What the expert gets of the amount; only an approved bill has it.
    pub fn net(&self) -> Option<Money> {
        match self.state {
            State::Approved { fee, .. } => {
                Some(self.bill.amount.checked_sub(fee).expect("a fee is at most its amount, in its currency"))
            }
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// Its two sides may read it, and staff; to anyone else it does not exist.
    pub fn is_seen_by(&self, actor: Actor) -> bool {
        let Bill { customer_account_id, expert_account_id, .. } = self.bill;
        actor.is_staff() || actor.acts_for(customer_account_id) || actor.acts_for(expert_account_id)
    }

    /// Only for its side, only once, and only before the due instant, swept or not.
    fn open_to(&self, actor: Actor, account: AccountId, at: DateTime<Utc>) -> Result<(), PaymentError> {
        let id = self.id;
        if !actor.acts_for(account) {
            return Err(PaymentError::NotFound(id));
        }
        match self.state {
            State::Submitted { auto_approve_at: Some(due_at) } if due_at <= at => {
                Err(PaymentError::DeadlinePassed { id, due_at })
            }
            State::Submitted { .. } => Ok(()),
            State::Frozen { .. } => Err(PaymentError::Frozen(id)),
            State::Planned { .. } => Err(PaymentError::NotInState { id, state: "planned for its day" }),
            State::Cancelled { .. } => Err(PaymentError::NotInState { id, state: "cancelled with its engagement" }),
            State::Approved { .. } | State::Declined { .. } | State::Withdrawn { .. } => {
                Err(PaymentError::AlreadyDecided(id))
            }
        }
    }

    /// Since when time has decided it by `now`, and by whose word.
    fn decided_by_time(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, Approver), PaymentError> {
        match self.state {
            State::Submitted { auto_approve_at: Some(due_at) } if due_at <= now => Ok((due_at, Approver::Silence)),
            State::Planned { due_at } if due_at <= now => Ok((due_at, Approver::Acceptance)),
            State::Submitted { .. } | State::Planned { .. } | State::Frozen { .. } => {
                Err(PaymentError::NotDue(self.id))
            }
            State::Approved { .. } | State::Declined { .. } | State::Withdrawn { .. } | State::Cancelled { .. } => {
                Err(PaymentError::AlreadyDecided(self.id))
            }
        }
    }

    /// The time that is left on the clock of a frozen bill.
    fn frozen(&self) -> Result<Option<TimeDelta>, PaymentError> {
        match self.state {
            State::Frozen { left } => Ok(left),
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Approved { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => {
                Err(PaymentError::NotInState { id: self.id, state: "not stopped by a dispute" })
            }
        }
    }

    fn approved(self, at: DateTime<Utc>, by: Approver, terms: &FeeTerms) -> Self {
        let (rate, fee) = (terms.rate(), terms.fee(self.bill.amount));
        Self { state: State::Approved { at, by, rate, fee }, ..self }
    }
}

/// When a day begins that a schedule names.
pub(super) fn first_instant(on: NaiveDate) -> DateTime<Utc> {
    on.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests;
