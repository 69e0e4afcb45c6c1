//! The clocks that run on this crate's rows, for lists of what is due: the same rows that the sweeps find.

use kernel::{Due, Timer};

use super::{reconfirmation, us_form};

pub const DAC7_REVIEW_OVERDUE: Timer = Timer {
    table: "dac7_form",
    running: "t.alerted_at is null and t.state in ('submitted', 'in_review')",
    due: Due::EndOf("review_due_on"),
    parties: &["account_id"],
};

pub const DAC7_RECONFIRMATION_DUE: Timer = reconfirmation::TO_CONFIRM.timer();

pub const DAC7_FORM_ENDS: Timer = reconfirmation::TO_EXPIRE.timer();

pub const DUE_DILIGENCE_GOES_ON: Timer =
    Timer { table: "due_diligence_case", running: "true", due: Due::At("due_at"), parties: &["account_id"] };

pub const US_TAX_FORM_ENDS: Timer = us_form::TO_EXPIRE.timer();
