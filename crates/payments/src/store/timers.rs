//! The clocks that run on this crate's rows, for lists of what is due: the same rows that the sweeps find.

use kernel::{Due, Timer};

const PARTIES: &[&str] = &["customer_account_id", "expert_account_id"];

pub const SILENCE_APPROVES: Timer =
    Timer { table: "payment_request", running: "true", due: Due::At("auto_approve_at"), parties: PARTIES };

pub const SCHEDULE_APPROVES: Timer = Timer {
    table: "payment_request",
    running: "t.state = 'planned'",
    due: Due::StartOf("scheduled_on"),
    parties: PARTIES,
};

/// Whoever is awaited in a dispute has not answered (G-29).
pub const DISPUTE_DECIDED: Timer = Timer {
    table: "dispute",
    running: "t.state in ('awaiting_expert', 'awaiting_customer')",
    due: Due::At("answer_due_at"),
    parties: PARTIES,
};

/// Staff have not answered a complaint in time, or in the time that they took beside (G-54).
pub const COMPLAINT_OVERDUE: Timer =
    Timer { table: "complaint", running: "true", due: Due::At("alert_at"), parties: &["account_id"] };

/// How and when money is taken from a customer is the customer's to know; the expert sees when it is overdue.
pub const COLLECTION_TRIED: Timer =
    Timer { table: "charge", running: "true", due: Due::At("next_attempt_at"), parties: &["customer_account_id"] };

/// The customer is reminded of what is overdue, and at last staff are told (IQ-33).
pub const PAYMENT_REMINDED: Timer = Timer {
    table: "charge",
    running: "t.state in ('invoiced', 'collecting', 'partially_collected', 'overdue')",
    due: Due::At("reminder_at"),
    parties: &["customer_account_id"],
};

pub const CHARGE_OVERDUE: Timer = Timer {
    table: "charge",
    running: "t.overdue_at is null and t.state in ('invoiced', 'collecting', 'partially_collected', 'overdue')",
    due: Due::At("due_at"),
    parties: PARTIES,
};
