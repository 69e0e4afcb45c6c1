use chrono::{DateTime, Utc};
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Who is to decide next about a certification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum WaitsFor {
    /// It has not answered a claim yet.
    #[sea_orm(string_value = "claimed")]
    Registry,
    /// They are to look at evidence (IQ-19).
    #[sea_orm(string_value = "manual_review")]
    Staff,
}

/// Which of the certifications that wait for a decision are wanted; what is `None` is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificationFilter {
    pub waits_for: Option<WaitsFor>,
    /// Who certified, in any capitals.
    pub issuer: Option<String>,
    /// Only what has waited since before then.
    pub waiting_before: Option<DateTime<Utc>>,
}

/// How many certifications wait for a decision, in all and by what they can be filtered by. Of those that the filter
/// leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificationCounts {
    pub total: u32,
    /// Since when the oldest waits; `None` if none does.
    pub oldest_at: Option<DateTime<Utc>>,
    pub by_waits_for: Vec<(WaitsFor, u32)>,
    /// In small letters.
    pub by_issuer: Vec<(String, u32)>,
}
