use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, ComplaintId, MemberId, text};

use super::{PaymentError, Statement, business_days::end_of_business_day};

/// How long staff have for the answer, in business days (G-54).
const ANSWER_BUSINESS_DAYS: u32 = 15;
/// How long they have at most, where they say why it takes longer, in business days (G-54).
const FINAL_BUSINESS_DAYS: u32 = 35;
const TEXT_LENGTH: RangeInclusive<usize> = 1..=5_000;

/// What somebody has to complain about the operator, who moves their money (G-54).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub id: ComplaintId,
    pub account_id: AccountId,
    /// Who filed it, and is written.
    pub member_id: MemberId,
    /// 1 to 5,000 characters.
    pub statement: String,
    pub filed_at: DateTime<Utc>,
    /// From then on the answer is overdue, unless it was said why it takes longer: the end of the 15th business day.
    pub answer_due_at: DateTime<Utc>,
    /// From then on it is overdue in any case: the end of the 35th business day.
    pub final_due_at: DateTime<Utc>,
    pub state: ComplaintState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintState {
    /// Staff owe the answer, and are told at `alert_at` that it is overdue; none once they were told for the last time.
    Received { alert_at: Option<DateTime<Utc>> },
    /// Staff have said why it takes longer.
    Extended { extension: Statement, alert_at: Option<DateTime<Utc>> },
    /// With what was said before, if it took longer.
    Answered { extension: Option<Statement>, answer: Statement },
}

impl Complaint {
    /// A member complains; no right is asked.
    pub fn file(
        id: ComplaintId,
        (account_id, member_id): (AccountId, MemberId),
        statement: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        let answer_due_at = end_of_business_day(at, ANSWER_BUSINESS_DAYS);
        Ok(Self {
            id,
            account_id,
            member_id,
            statement: text("statement", statement, TEXT_LENGTH)?,
            filed_at: at,
            answer_due_at,
            final_due_at: end_of_business_day(at, FINAL_BUSINESS_DAYS),
            state: ComplaintState::Received { alert_at: Some(answer_due_at) },
        })
    }

    /// Staff say why the answer takes longer, once. Whoever waits is owed the reason even when it comes late, as long as
    /// there is time to win.
    pub fn extend(self, reason: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let (id, due_at) = (self.id, self.final_due_at);
        match self.state {
            ComplaintState::Received { .. } if due_at <= at => {
                Err(PaymentError::ComplaintDeadlinePassed { id, due_at })
            }
            ComplaintState::Received { .. } => {
                let extension = Statement { text: text("reason", reason, TEXT_LENGTH)?, at };
                Ok(Self { state: ComplaintState::Extended { extension, alert_at: Some(due_at) }, ..self })
            }
            ComplaintState::Extended { .. } => Err(PaymentError::ComplaintExtendedAlready(id)),
            ComplaintState::Answered { .. } => Err(PaymentError::ComplaintAnsweredAlready(id)),
        }
    }

    /// Staff answer, better late than never.
    pub fn answer(self, answer: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let extension = match self.state {
            ComplaintState::Received { .. } => None,
            ComplaintState::Extended { extension, .. } => Some(extension),
            ComplaintState::Answered { .. } => return Err(PaymentError::ComplaintAnsweredAlready(self.id)),
        };
        let answer = Statement { text: text("answer", answer, TEXT_LENGTH)?, at };
        Ok(Self { state: ComplaintState::Answered { extension, answer }, ..self })
    }

    /// Staff are told that the answer is overdue, as of the instant that is returned: after the 15th business day, unless
    /// it was said why it takes longer, and after the 35th, once each. `None` if there is nothing to tell by `now`.
    #[must_use]
    pub fn alert_when_due(self, now: DateTime<Utc>) -> Option<(Self, DateTime<Utc>)> {
        let due_at = self.alert_at().filter(|due_at| *due_at <= now)?;
        let alert_at = Some(self.final_due_at).filter(|last| *last > due_at);
        let state = match self.state {
            ComplaintState::Received { .. } => ComplaintState::Received { alert_at },
            ComplaintState::Extended { extension, .. } => ComplaintState::Extended { extension, alert_at },
            ComplaintState::Answered { .. } => return None,
        };
        Some((Self { state, ..self }, due_at))
    }

    /// When staff are told next that it is overdue.
    pub fn alert_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ComplaintState::Received { alert_at } | ComplaintState::Extended { alert_at, .. } => alert_at,
            ComplaintState::Answered { .. } => None,
        }
    }

    /// Why the answer takes or took longer.
    pub fn extension(&self) -> Option<&Statement> {
        match &self.state {
            ComplaintState::Received { .. } => None,
            ComplaintState::Extended { extension, .. } => Some(extension),
            ComplaintState::Answered { extension, .. } => extension.as_ref(),
        }
    }

    pub fn answered(&self) -> Option<&Statement> {
        match &self.state {
            ComplaintState::Received { .. } | ComplaintState::Extended { .. } => None,
            ComplaintState::Answered { answer, .. } => Some(answer),
        }
    }

    /// Until when the answer is owed as things stand; `None` once it is given.
    pub fn owed_until(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ComplaintState::Received { .. } => Some(self.answer_due_at),
            ComplaintState::Extended { .. } => Some(self.final_due_at),
            ComplaintState::Answered { .. } => None,
        }
    }

    /// Its account may read it, and staff; to anyone else it does not exist.
    pub fn is_seen_by(&self, actor: Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.account_id)
    }
}

#[cfg(test)]
mod tests;
