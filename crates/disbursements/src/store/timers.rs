use kernel::{Due, Timer};

/// Payout methods that staff have not looked at (G-39).
pub const PAYOUT_METHOD_REVIEW_OVERDUE: Timer = Timer {
    table: "payout_method",
    running: "t.alerted_at is null and t.state = 'pending'",
    due: Due::EndOf("review_due_on"),
    parties: &["expert_account_id"],
};
