use chrono::{DateTime, Utc};
use kernel::Country;
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{Dac7Form, State, Status};

/// What brought a form to the reviewers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReviewKind {
    /// None of the account's versions was approved before.
    First,
    /// A new version, while an approved one counts.
    Change,
    /// A new version, because the approved one is to be confirmed, or is expired.
    Renewal,
}

/// Which of the forms that wait for a reviewer are wanted; what is `None` is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// `Submitted` or `InReview`; no other waits.
    pub status: Option<Status>,
    /// Of the primary address.
    pub country: Option<Country>,
    /// A doubt by the first part of its name: `HOLDER_DIFFERS`, `TIN_UNCHECKED`.
    pub doubt: Option<String>,
    pub kind: Option<ReviewKind>,
    /// Whether every check decided by itself.
    pub is_clean: Option<bool>,
    pub submitted_before: Option<DateTime<Utc>>,
}

/// How many forms wait, in all and by what they can be filtered by. Of those that the filter leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewCounts {
    pub total: u32,
    /// Of which every check decided by itself.
    pub clean: u32,
    /// Of which the review is overdue.
    pub overdue: u32,
    pub by_status: Vec<(Status, u32)>,
    pub by_country: Vec<(Country, u32)>,
    pub by_kind: Vec<(ReviewKind, u32)>,
    /// One form may have several.
    pub by_doubt: Vec<(String, u32)>,
}

impl ReviewKind {
    /// Of a form whose account has these versions, itself among them.
    pub fn of(versions: &[Dac7Form]) -> Self {
        let approved = versions.iter().find(|form| form.approval().is_some());
        match approved.map(|form| &form.state) {
            None => Self::First,
            Some(State::ReconfirmationDue { .. } | State::Expired { .. }) => Self::Renewal,
            Some(
                State::Approved { .. }
                | State::Draft { .. }
                | State::Submitted(_)
                | State::InReview { .. }
                | State::ChangesRequested { .. },
            ) => Self::Change,
        }
    }
}
