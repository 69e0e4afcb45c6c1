use chrono::{DateTime, Utc};

/// What somebody said in a case, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub text: String,
    pub at: DateTime<Utc>,
}
