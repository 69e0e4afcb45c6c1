//! What experts declare for the tax authorities, and what reviewers decide about it.

mod alert_dac7_review;
mod approve_dac7_form;
mod ask_to_reconfirm_dac7;
mod counting;
mod expire_dac7_form;
mod read_dac7_forms;
mod reconfirm_dac7_form;
mod request_dac7_changes;
mod review_dac7_form;
mod reviewer;
mod save_dac7_form;
mod submit_dac7_form;

pub use approve_dac7_form::ApproveDac7Form;
pub use save_dac7_form::SaveDac7Form;
