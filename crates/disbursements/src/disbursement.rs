use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{
    AccountId, Currency, DisbursementBatchId, DisbursementId, Money, MoneyError, PayoutMethodId, Sealed, SealedColumn,
    SealedKind,
};

use crate::{DisbursementError, Line, PayoutRun};

/// Where the bytes for the rail lie: sealed, for the payee's account stands in them.
pub const MESSAGE: SealedColumn = SealedColumn::new("disbursement", "message", SealedKind::Bytes);

/// How long a rail that gave no answer is left alone before it is asked again.
const LOOK_UP_INTERVAL: TimeDelta = TimeDelta::minutes(15);

/// One payment to one payee in one currency on one day. There is never a second one for the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disbursement {
    pub id: DisbursementId,
    pub expert_account_id: AccountId,
    pub payout_method_id: PayoutMethodId,
    /// The sum of its lines; never zero.
    pub amount: Money,
    /// A business day of the currency's rail.
    pub run_on: NaiveDate,
    pub scheduled_at: DateTime<Utc>,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Scheduled,
    /// One worker has it, until its lease ends.
    Claimed {
        at: DateTime<Utc>,
        lease_ends_at: DateTime<Utc>,
    },
    /// The exact bytes are stored, sealed; only they may be sent, however often.
    Rendered {
        at: DateTime<Utc>,
        lease_ends_at: DateTime<Utc>,
        message: Sealed,
    },
    /// It stands in a bank file, whose bytes are stored: what becomes of the file becomes of it.
    InFile {
        at: DateTime<Utc>,
        batch_id: DisbursementBatchId,
    },
    /// The rail took it.
    Sent {
        at: DateTime<Utc>,
    },
    /// The rail did not say whether it took it. Only evidence leads out; the rail is asked at `look_up_at`.
    Unresolved {
        at: DateTime<Utc>,
        look_up_at: DateTime<Utc>,
        message: Sealed,
    },
    Paid {
        at: DateTime<Utc>,
        bank_trace: String,
    },
    Rejected {
        at: DateTime<Utc>,
        reason: String,
    },
    /// It came back after it was paid; there is no time limit.
    Returned {
        at: DateTime<Utc>,
        bank_trace: String,
        reason: String,
    },
    Cancelled {
        at: DateTime<Utc>,
    },
}

/// What the rail said when it was handed the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Also what a duplicate is told: it has the message.
    Taken,
    Refused {
        reason: String,
    },
    /// A timeout, a broken line, a nonsensical reply.
    Unknown,
}

/// What is known of a message without an answer, by look-up or by a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Received,
    Refused {
        reason: String,
    },
    /// It never arrived, and never will: sending it again pays once.
    NeverReceived,
    /// The rail does not know yet, or does not answer.
    Unknown,
}

/// What proves an outcome: a bank line, a status report, a return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    Paid { bank_trace: String },
    Rejected { reason: String },
    Returned { reason: String },
}

/// The four words of the seller's report (G-43), as far as one disbursement has them; "partially disbursed" is
/// said of bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportStatus {
    Disbursed,
    NotDisbursed,
    Failed,
}

impl Disbursement {
    /// Makes one disbursement of what a payee has. `None` without lines.
    pub fn schedule(
        run: PayoutRun,
        expert_account_id: AccountId,
        payout_method_id: PayoutMethodId,
        lines: &[Line],
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, MoneyError> {
        let Some((first, others)) = lines.split_first() else { return Ok(None) };
        let amount = others.iter().try_fold(first.amount, |sum, line| sum.checked_add(line.amount))?;
        Ok(Some(Self {
            id: DisbursementId::generate(now),
            expert_account_id,
            payout_method_id,
            amount,
            run_on: run.on,
            scheduled_at: now,
            state: State::Scheduled,
        }))
    }

    /// Fixes the bytes, which `render` seals. A disbursement that is rendered already keeps those it has.
    pub fn rendered<E: From<DisbursementError>>(
        self,
        render: impl FnOnce(&Self) -> Result<Sealed, E>,
        at: DateTime<Utc>,
    ) -> Result<Self, E> {
        match self.state {
            State::Claimed { lease_ends_at, .. } => {
                let message = render(&self)?;
                Ok(Self { state: State::Rendered { at, lease_ends_at, message }, ..self })
            }
            State::Rendered { .. } => Ok(self),
            State::Scheduled
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Paid { .. }
            | State::Rejected { .. }
            | State::Returned { .. }
            | State::Cancelled { .. } => Err(self.needs("claimed or rendered").into()),
        }
    }

    /// The bank took its file. What the bank said of it before stands.
    #[must_use]
    pub fn taken(self, at: DateTime<Utc>) -> Self {
        let state = if let State::InFile { .. } = self.state { State::Sent { at } } else { self.state };
        Self { state, ..self }
    }

    /// Whether the bank may still have its say of it.
    pub fn is_with_bank(&self) -> bool {
        self.ensure_with_rail().is_ok()
    }

    /// Whether the rail's answer still says something new; evidence may have come before it.
    pub fn awaits_answer(&self) -> bool {
        matches!(self.state, State::Rendered { .. })
    }

    /// The rail's answer to the message. No answer is not a refusal: it may have been paid.
    pub fn answered(self, answer: Answer, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        let State::Rendered { message, .. } = self.state else { return Err(self.needs("rendered")) };
        let state = match answer {
            Answer::Taken => State::Sent { at },
            Answer::Refused { reason } => State::Rejected { at, reason },
            Answer::Unknown => State::Unresolved { at, look_up_at: at + LOOK_UP_INTERVAL, message },
        };
        Ok(Self { state, ..self })
    }

    /// Whether the rail is to be asked by `now` what became of it.
    pub fn is_to_be_looked_up(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            State::Unresolved { look_up_at, .. } => look_up_at <= now,
            State::Scheduled
            | State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Paid { .. }
            | State::Rejected { .. }
            | State::Returned { .. }
            | State::Cancelled { .. } => false,
        }
    }

    /// What was found out about a message without an answer. Never time, never a second send on suspicion.
    pub fn resolved(self, finding: Finding, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        let State::Unresolved { at: since, message, .. } = self.state else { return Err(self.needs("unresolved")) };
        let state = match finding {
            Finding::Received => State::Sent { at },
            Finding::Refused { reason } => State::Rejected { at, reason },
            // The same bytes, the same key, and no worker has them.
            Finding::NeverReceived => State::Rendered { at, lease_ends_at: at, message },
            Finding::Unknown => State::Unresolved { at: since, look_up_at: at + LOOK_UP_INTERVAL, message },
        };
        Ok(Self { state, ..self })
    }

    /// An outcome that somebody can prove, over the same amount. It may come before the answer, and a return
    /// after years.
    pub fn settled(self, evidence: Evidence, amount: Money, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        if amount != self.amount {
            let (id, expected) = (self.id, self.amount);
            return Err(DisbursementError::AmountDiffers { id, expected, reported: amount });
        }
        let state = match evidence {
            Evidence::Paid { bank_trace } => {
                self.ensure_with_rail()?;
                State::Paid { at, bank_trace }
            }
            Evidence::Rejected { reason } => {
                self.ensure_with_rail()?;
                State::Rejected { at, reason }
            }
            Evidence::Returned { reason } => {
                let State::Paid { bank_trace, .. } = self.state else { return Err(self.needs("paid")) };
                State::Returned { at, bank_trace, reason }
            }
        };
        Ok(Self { state, ..self })
    }

    /// It does not go out: nobody has begun to send it.
    pub fn cancel(self, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        match self.state {
            State::Scheduled => Ok(Self { state: State::Cancelled { at }, ..self }),
            State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Paid { .. }
            | State::Rejected { .. }
            | State::Returned { .. }
            | State::Cancelled { .. } => Err(self.needs("scheduled")),
        }
    }

    pub fn currency(&self) -> Currency {
        self.amount.currency()
    }

    /// Since when it is in its state.
    pub fn since(&self) -> DateTime<Utc> {
        match self.state {
            State::Scheduled => self.scheduled_at,
            State::Claimed { at, .. }
            | State::Rendered { at, .. }
            | State::InFile { at, .. }
            | State::Sent { at }
            | State::Unresolved { at, .. }
            | State::Paid { at, .. }
            | State::Rejected { at, .. }
            | State::Returned { at, .. }
            | State::Cancelled { at } => at,
        }
    }

    /// The bank's own reference, which the payee can ask the bank about (G-43).
    pub fn bank_trace(&self) -> Option<&str> {
        match &self.state {
            State::Paid { bank_trace, .. } | State::Returned { bank_trace, .. } => Some(bank_trace),
            State::Scheduled
            | State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Rejected { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// Why the bank did not take it, or gave it back.
    pub fn failure(&self) -> Option<&str> {
        match &self.state {
            State::Rejected { reason, .. } | State::Returned { reason, .. } => Some(reason),
            State::Scheduled
            | State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Paid { .. }
            | State::Cancelled { .. } => None,
        }
    }

    pub fn report_status(&self) -> ReportStatus {
        match self.state {
            State::Paid { .. } => ReportStatus::Disbursed,
            State::Rejected { .. } | State::Returned { .. } => ReportStatus::Failed,
            State::Scheduled
            | State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Cancelled { .. } => ReportStatus::NotDisbursed,
        }
    }

    fn ensure_with_rail(&self) -> Result<(), DisbursementError> {
        match self.state {
            State::Rendered { .. } | State::InFile { .. } | State::Sent { .. } | State::Unresolved { .. } => Ok(()),
            State::Scheduled
            | State::Claimed { .. }
            | State::Paid { .. }
            | State::Rejected { .. }
            | State::Returned { .. }
            | State::Cancelled { .. } => Err(self.needs("rendered, in a file, sent or unresolved")),
        }
    }

    fn needs(&self, needs: &'static str) -> DisbursementError {
        DisbursementError::NotInState { id: self.id, needs }
    }
}

#[cfg(test)]
mod tests;
