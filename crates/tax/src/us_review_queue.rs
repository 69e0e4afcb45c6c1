use chrono::{DateTime, Utc};

use crate::UsFormKind;

/// Which of the forms for the United States that wait for a reviewer are wanted; what is `None` is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsReviewFilter {
    pub kind: Option<UsFormKind>,
    pub submitted_before: Option<DateTime<Utc>>,
}

/// How many forms wait, in all and by kind. Of those that the filter leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsReviewCounts {
    pub total: u32,
    /// Since when the oldest waits; `None` if none does.
    pub oldest_at: Option<DateTime<Utc>>,
    pub by_kind: Vec<(UsFormKind, u32)>,
}
