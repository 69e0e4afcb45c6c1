use chrono::{DateTime, Months, TimeDelta, Utc};
use kernel::{Actor, StaffId};

use super::{Consent, Dac7Form, State};
use crate::TaxError;

/// How long an approval counts before the account is asked whether the answers still hold (IQ-42).
const RECONFIRM_AFTER: Months = Months::new(36);
/// How long the account has to say so. Exact: 60 x 24 hours.
const RECONFIRM_PERIOD: TimeDelta = TimeDelta::days(60);

/// Who approved a version, and until when it needs no confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: StaffId,
    pub at: DateTime<Utc>,
    pub reconfirm_at: DateTime<Utc>,
}

impl Approval {
    pub(super) fn of(by: StaffId, at: DateTime<Utc>) -> Self {
        Self { by, at, reconfirm_at: confirmed_until(at) }
    }
}

/// How an approval comes about where two are needed.
impl Dac7Form {
    /// As [`Self::approve`], where a second reviewer has to confirm: the approval of the first is a proposal.
    pub fn approve_by_two(
        self,
        by: StaffId,
        is_own: bool,
        accepted: &[String],
        at: DateTime<Utc>,
    ) -> Result<Self, TaxError> {
        match self.proposed_by() {
            Some(first) if first == by => Err(TaxError::SecondPersonRequired(self.id)),
            Some(_) => self.approve(by, is_own, accepted, at),
            None => {
                let submission = self.decided(is_own, accepted)?;
                Ok(Self { state: State::InReview { submission, by, at, proposed: true }, ..self })
            }
        }
    }

    /// Whose approval waits for a second reviewer; `None` if nobody's does.
    pub fn proposed_by(&self) -> Option<StaffId> {
        match self.state {
            State::InReview { by, proposed: true, .. } => Some(by),
            State::InReview { proposed: false, .. }
            | State::Draft { .. }
            | State::Submitted(_)
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => None,
        }
    }
}

/// How long an approval counts, and how it is renewed.
impl Dac7Form {
    /// 36 months are over: the account is asked to confirm, from the due instant on.
    pub fn ask_to_reconfirm(self, now: DateTime<Utc>) -> Result<Self, TaxError> {
        match self.state {
            State::Approved { submission, approval } if approval.reconfirm_at <= now => {
                let expires_at = approval.reconfirm_at + RECONFIRM_PERIOD;
                Ok(Self { state: State::ReconfirmationDue { submission, approval, expires_at }, ..self })
            }
            State::Approved { approval, .. } => Err(self.not_due(approval.reconfirm_at)),
            State::Draft { .. }
            | State::Submitted(_)
            | State::InReview { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => Err(self.needs("approved")),
        }
    }

    /// The account signs that nothing has changed: the approval counts for another 36 months (IQ-42).
    pub fn reconfirm(self, actor: Actor, consent: Consent, at: DateTime<Utc>) -> Result<Self, TaxError> {
        self.of_account(actor)?;
        match self.state {
            State::ReconfirmationDue { expires_at, .. } if expires_at <= at => {
                Err(TaxError::DeadlinePassed { id: self.id, due_at: expires_at })
            }
            State::ReconfirmationDue { submission, approval, .. } => {
                self.ensure_signed(consent, at)?;
                let approval = Approval { reconfirm_at: confirmed_until(at), ..approval };
                Ok(Self { state: State::Approved { submission, approval }, ..self })
            }
            State::Draft { .. }
            | State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => Err(self.needs("waiting for a confirmation")),
        }
    }

    /// Nobody confirmed it within 60 days: it counts no longer.
    pub fn expire(self, now: DateTime<Utc>) -> Result<Self, TaxError> {
        match self.state {
            State::ReconfirmationDue { submission, approval, expires_at } if expires_at <= now => {
                Ok(Self { state: State::Expired { submission, approval, at: expires_at }, ..self })
            }
            State::ReconfirmationDue { expires_at, .. } => Err(self.not_due(expires_at)),
            State::Draft { .. }
            | State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => Err(self.needs("waiting for a confirmation")),
        }
    }

    /// Which of the versions of an account counts, of all of them and newest first: the newest that was approved and
    /// not sent back, unless it is expired (IQ-42).
    pub fn effective(versions: &[Self]) -> Option<&Self> {
        let newest = versions.iter().find(|form| form.approval().is_some());
        newest.filter(|form| form.approved_at().is_some())
    }

    /// The approval that this version has or had; `None` if it was sent back.
    pub fn approval(&self) -> Option<&Approval> {
        match &self.state {
            State::Approved { approval, .. }
            | State::ReconfirmationDue { approval, .. }
            | State::Expired { approval, .. } => Some(approval),
            State::Draft { .. } | State::Submitted(_) | State::InReview { .. } | State::ChangesRequested { .. } => None,
        }
    }

    /// Since when this version is approved; `None` if it is not, or no longer.
    pub fn approved_at(&self) -> Option<DateTime<Utc>> {
        let is_expired = matches!(self.state, State::Expired { .. });
        self.approval().filter(|_| !is_expired).map(|approval| approval.at)
    }

    /// By when the account has to confirm it; `None` unless it is asked to.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::ReconfirmationDue { expires_at, .. } => Some(expires_at),
            State::Draft { .. }
            | State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => None,
        }
    }

    fn not_due(&self, due_at: DateTime<Utc>) -> TaxError {
        TaxError::NotDue { id: self.id, due_at }
    }
}

fn confirmed_until(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_add_months(RECONFIRM_AFTER).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
