use kernel::{Due, Timer};

/// Whoever was asked to end the work has not answered (G-46).
pub const CANCELLATION_APPROVED: Timer = Timer {
    table: "cancellation_request",
    running: "t.state = 'pending'",
    due: Due::At("answer_due_at"),
    parties: &["customer_account_id", "expert_account_id"],
};
