use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use kernel::ExpiryNotice;

use super::{Signature, UsFormKind, UsFormState, UsTaxForm};
use crate::TaxError;

/// A W-8 counts until the last day of the third year after the one in which it was signed.
const YEARS_AFTER_SIGNING: i32 = 3;

/// How long an approved form counts, unless circumstances change before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// From then on it no longer counts; `None`: a W-9 counts until circumstances change.
    pub expires_at: Option<DateTime<Utc>>,
    /// When the account is told next that it ends; `None` if never again.
    pub notice_at: Option<DateTime<Utc>>,
}

impl Validity {
    /// As of `at`: what is over by then is not told any more.
    pub(super) fn of(kind: Option<UsFormKind>, signature: &Signature, at: DateTime<Utc>) -> Self {
        let expires_at = match kind {
            Some(UsFormKind::W8Ben | UsFormKind::W8BenE) => end_of_year(signature.at.year() + YEARS_AFTER_SIGNING),
            Some(UsFormKind::W9) | None => None,
        };
        Self { expires_at, notice_at: None }.told(at)
    }

    pub(super) fn is_over(self, at: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= at)
    }

    fn told(self, at: DateTime<Utc>) -> Self {
        Self { notice_at: self.expires_at.and_then(|expires_at| ExpiryNotice::next_at(expires_at, at)), ..self }
    }

    fn notice_due(self, now: DateTime<Utc>) -> Option<ExpiryNotice> {
        ExpiryNotice::due(self.expires_at?, self.notice_at?, now)
    }
}

impl UsTaxForm {
    /// How long it counts; `None` unless it does.
    pub const fn validity(&self) -> Option<Validity> {
        match self.state {
            UsFormState::Approved { validity, .. } => Some(validity),
            UsFormState::Draft { .. }
            | UsFormState::Submitted(_)
            | UsFormState::Expired { .. }
            | UsFormState::ChangesRequested { .. } => None,
        }
    }

    /// The notice that the account is to be given at `now`.
    pub fn notice_due(&self, now: DateTime<Utc>) -> Option<ExpiryNotice> {
        self.validity()?.notice_due(now)
    }

    /// The account is told that it ends: what was due last, whatever was missed before it.
    pub fn give_notice(self, now: DateTime<Utc>) -> Result<(Self, ExpiryNotice), TaxError> {
        match (self.notice_due(now), self.state.clone()) {
            (Some(notice), UsFormState::Approved { signature, by, at, validity }) => {
                let state = UsFormState::Approved { signature, by, at, validity: validity.told(now) };
                Ok((Self { state, ..self }, notice))
            }
            (
                _,
                UsFormState::Approved { .. }
                | UsFormState::Draft { .. }
                | UsFormState::Submitted(_)
                | UsFormState::Expired { .. }
                | UsFormState::ChangesRequested { .. },
            ) => Err(self.needs("about to end")),
        }
    }

    /// Its time is over, as of its due instant.
    pub fn expire(self, now: DateTime<Utc>) -> Result<Self, TaxError> {
        match self.state {
            UsFormState::Approved { signature, by, at, validity: Validity { expires_at: Some(expired_at), .. } }
                if expired_at <= now =>
            {
                Ok(Self { state: UsFormState::Expired { signature, by, at, expired_at }, ..self })
            }
            UsFormState::Approved { .. }
            | UsFormState::Draft { .. }
            | UsFormState::Submitted(_)
            | UsFormState::Expired { .. }
            | UsFormState::ChangesRequested { .. } => Err(self.needs("past its end")),
        }
    }
}

/// The first instant after a year; years that the calendar cannot hold have none.
fn end_of_year(year: i32) -> Option<DateTime<Utc>> {
    let next = NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?;
    Some(next.and_time(NaiveTime::MIN).and_utc())
}
