//! What experts declare for the tax authorities, and what reviewers decide about it.

mod advance_due_diligence;
mod alert_dac7_review;
mod approve_dac7_form;
mod approve_dac7_forms;
mod ask_to_reconfirm_dac7;
mod counting;
mod due_diligence;
mod end_us_tax_form;
mod expire_dac7_form;
mod open_due_diligence;
mod read_dac7_forms;
mod read_due_diligence;
mod read_review_queue;
mod read_us_tax_forms;
mod reconfirm_dac7_form;
mod request_dac7_changes;
mod reveal_identifier;
mod review_dac7_form;
mod review_us_tax_form;
mod reviewer;
mod save_dac7_form;
mod save_us_tax_form;
mod submit_dac7_form;
mod submit_us_tax_form;
mod take_measure;

pub use approve_dac7_form::ApproveDac7Form;
pub use approve_dac7_forms::ApprovalOutcome;
pub use open_due_diligence::OpenDueDiligence;
pub use read_due_diligence::CaseView;
pub use review_us_tax_form::ApproveUsTaxForm;
pub use save_dac7_form::SaveDac7Form;
pub use save_us_tax_form::SaveUsTaxForm;
