use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BankDocumentId, BankLineId, DisbursementId, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{BankLine, ReconciliationError};

/// How long a line that does not fit is left alone before it is looked at again: what it is about may still come.
const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// A line of the bank, and what we know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedLine {
    pub id: BankLineId,
    pub document_id: BankDocumentId,
    /// The bank's word that a payment comes back, and not the movement itself.
    pub is_notice: bool,
    pub line: BankLine,
    pub received_at: DateTime<Utc>,
    pub state: LineState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    /// Nobody knows yet what it is of. With a problem it is a break, as old as `since`.
    Open {
        since: DateTime<Utc>,
        look_again_at: DateTime<Utc>,
        problem: Option<LineProblem>,
        /// What it names, as far as that is known.
        disbursement_id: Option<DisbursementId>,
    },
    /// It is of this disbursement, and says what we know.
    Matched { at: DateTime<Utc>, disbursement_id: DisbursementId },
    /// Staff said what it is.
    Resolved {
        at: DateTime<Utc>,
        problem: LineProblem,
        disbursement_id: Option<DisbursementId>,
        /// The transaction or the document that proves it.
        evidence: String,
    },
}

/// Why a line is not matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LineProblem {
    /// It names nothing of ours.
    Unknown,
    /// It is over another amount than the disbursement that it names.
    AmountDiffers,
    /// It moves money the other way than the disbursement that it names.
    DirectionDiffers,
    /// It says that money comes back that was not paid, as far as we know.
    NotPaid,
    /// It says that money went out that we did not send, or that the bank had refused.
    NotSent,
    /// The bank paid the disbursement before: it was paid twice.
    PaidTwice,
    /// It came back before.
    ReturnedTwice,
}

impl LineProblem {
    /// Whether money of the operator's is gone: it is looked at first.
    pub const fn is_critical(self) -> bool {
        match self {
            Self::PaidTwice | Self::NotSent => true,
            Self::Unknown | Self::AmountDiffers | Self::DirectionDiffers | Self::NotPaid | Self::ReturnedTwice => false,
        }
    }
}

impl RecordedLine {
    /// As the bank told it.
    pub fn record(document_id: BankDocumentId, is_notice: bool, line: BankLine, at: DateTime<Utc>) -> Self {
        let state = LineState::Open { since: at, look_again_at: at, problem: None, disbursement_id: None };
        Self { id: BankLineId::generate(at), document_id, is_notice, line, received_at: at, state }
    }

    /// Whether it is to be looked at by `now`.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            LineState::Open { look_again_at, .. } => look_again_at <= now,
            LineState::Matched { .. } | LineState::Resolved { .. } => false,
        }
    }

    /// It is of this disbursement.
    #[must_use]
    pub fn matched(self, disbursement_id: DisbursementId, at: DateTime<Utc>) -> Self {
        Self { state: LineState::Matched { at, disbursement_id }, ..self }
    }

    /// It does not fit: a break, until it does or staff say what it is. Its age does not begin anew.
    #[must_use]
    pub fn set_aside(self, problem: LineProblem, names: Option<DisbursementId>, at: DateTime<Utc>) -> Self {
        let since = match self.state {
            LineState::Open { since, problem: Some(_), .. } => since,
            LineState::Open { problem: None, .. } | LineState::Matched { .. } | LineState::Resolved { .. } => at,
        };
        let state =
            LineState::Open { since, look_again_at: at + LOOK_AGAIN, problem: Some(problem), disbursement_id: names };
        Self { state, ..self }
    }

    /// Staff say what a break is (G-43).
    pub fn resolve(self, evidence: &str, at: DateTime<Utc>) -> Result<Self, ReconciliationError> {
        let LineState::Open { problem: Some(problem), disbursement_id, .. } = self.state else {
            return Err(ReconciliationError::NotInState { id: self.id, needs: "open" });
        };
        if evidence.trim().is_empty() {
            return Err(ReconciliationError::EvidenceRequired);
        }
        let evidence = text("evidence", evidence, 1..=1_000)?;
        Ok(Self { state: LineState::Resolved { at, problem, disbursement_id, evidence }, ..self })
    }

    /// Why it is a break, and since when; `None` if it is none.
    pub const fn as_break(&self) -> Option<(LineProblem, DateTime<Utc>)> {
        match self.state {
            LineState::Open { since, problem: Some(problem), .. } => Some((problem, since)),
            LineState::Open { problem: None, .. } | LineState::Matched { .. } | LineState::Resolved { .. } => None,
        }
    }

    /// What it is of, or names.
    pub const fn disbursement_id(&self) -> Option<DisbursementId> {
        match self.state {
            LineState::Matched { disbursement_id, .. } => Some(disbursement_id),
            LineState::Open { disbursement_id, .. } | LineState::Resolved { disbursement_id, .. } => disbursement_id,
        }
    }
}
