//! The clocks that run on this crate's rows, for lists of what is due: the same rows that the sweeps find. Of the versions
//! of a form only the newest approved one counts, see `newest`.

use kernel::{Due, Timer};

pub const DAC7_REVIEW_OVERDUE: Timer = Timer {
    table: "dac7_form",
    running: "t.alerted_at is null and t.state in ('submitted', 'in_review')",
    due: Due::EndOf("review_due_on"),
    parties: &["account_id"],
};

pub const DAC7_RECONFIRMATION_DUE: Timer = Timer {
    table: "dac7_form",
    running: "t.state = 'approved' and t.expires_at is null and not exists (select 1 from dac7_form newer
              where newer.account_id = t.account_id and newer.version > t.version and newer.state = 'approved')",
    due: Due::At("reconfirm_at"),
    parties: &["account_id"],
};

pub const DAC7_FORM_ENDS: Timer = Timer {
    table: "dac7_form",
    running: "t.state = 'approved' and t.expired_at is null and not exists (select 1 from dac7_form newer
              where newer.account_id = t.account_id and newer.version > t.version and newer.state = 'approved')",
    due: Due::At("expires_at"),
    parties: &["account_id"],
};

pub const DUE_DILIGENCE_GOES_ON: Timer =
    Timer { table: "due_diligence_case", running: "true", due: Due::At("due_at"), parties: &["account_id"] };

pub const US_TAX_FORM_ENDS: Timer = Timer {
    table: "us_tax_form",
    running: "t.state = 'approved' and not exists (select 1 from us_tax_form newer
              where newer.account_id = t.account_id and newer.version > t.version and newer.state = 'approved')",
    due: Due::At("expires_at"),
    parties: &["account_id"],
};
