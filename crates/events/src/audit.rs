use chrono::{DateTime, Utc};
use kernel::{AccountId, EventId, MemberId, StaffId};

/// One line of the audit trail, as kept: who changed what, when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    pub id: EventId,
    /// The lasting public name of the event.
    pub kind: String,
    pub member_id: Option<MemberId>,
    pub staff_id: Option<StaffId>,
    pub account_id: Option<AccountId>,
    /// The id of what changed, as shown outside.
    pub subject: String,
    pub reason: Option<String>,
    /// When it took effect.
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}
