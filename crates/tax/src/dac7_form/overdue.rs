use chrono::{DateTime, Utc};

use super::{Dac7Form, State, Submission};
use crate::{TaxError, columns::end_of};

/// What becomes of a review that takes too long.
impl Dac7Form {
    /// The review took too long: staff are told, once.
    pub fn alert_when_due(self, now: DateTime<Utc>) -> Result<Self, TaxError> {
        let Some(due_at) = self.review_due_at() else { return Err(self.needs("waiting for a review")) };
        if now < due_at {
            return Err(TaxError::NotDue { id: self.id, due_at });
        }
        let alerted = |submission| Submission { alerted_at: Some(due_at), ..submission };
        let state = match self.state {
            State::Submitted(submission) => State::Submitted(alerted(submission)),
            State::InReview { submission, by, at, proposed } => {
                State::InReview { submission: alerted(submission), by, at, proposed }
            }
            State::Draft { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => self.state,
        };
        Ok(Self { state, ..self })
    }

    /// When staff are told that the review is overdue; `None` once they were, and unless it is waited for.
    pub fn review_due_at(&self) -> Option<DateTime<Utc>> {
        let submission = self.under_review().ok().filter(|submission| submission.alerted_at.is_none())?;
        Some(end_of(submission.review_due_on))
    }
}
