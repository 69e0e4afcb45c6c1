//! The clocks that run on this crate's rows, for lists of what is due: the same rows that the sweeps find.

use kernel::{Due, Timer};

pub const IDENTITY_CALL_REQUIRED: Timer =
    Timer { table: "registration", running: "true", due: Due::At("identity_check_due_at"), parties: &["account_id"] };

pub const ACTIVATION_OVERDUE: Timer =
    Timer { table: "registration", running: "true", due: Due::At("activation_alarm_at"), parties: &["account_id"] };

pub const COMPANY_REVIEW_OVERDUE: Timer = Timer {
    table: "company_check",
    running: "t.alerted_at is null",
    due: Due::EndOf("review_due_on"),
    parties: &["account_id"],
};

pub const CERTIFICATION_ENDS: Timer = Timer {
    table: "certification_link",
    running: "t.state = 'verified'",
    due: Due::At("expires_at"),
    parties: &["account_id"],
};
