//! The money in: bills, how they are decided, and how what was approved is collected.

mod add_fee_schedule;
mod add_payment_method;
mod announce_transfer;
mod approve_payment_request;
mod bill_acceptance;
mod bind_open_charges;
mod book_approval;
mod collect_charge;
mod decision;
mod decline_payment_request;
mod mark_charge_overdue;
mod note_answer;
mod read_charges;
mod read_fee_schedules;
mod read_payment_methods;
mod read_payment_requests;
mod record_collection;
mod record_failure;
mod resolve_attempt;
mod settle_planned;
mod submit_payment_request;
mod withdraw_payment_request;

pub use add_fee_schedule::AddFeeSchedule;
pub use add_payment_method::{AddPaymentMethod, NewTender};
pub use approve_payment_request::ApprovePaymentRequest;
pub(crate) use bill_acceptance::bill_acceptance;
pub(crate) use bind_open_charges::bind_open_charges;
pub use collect_charge::CollectCharge;
pub use decline_payment_request::DeclinePaymentRequest;
pub(crate) use record_collection::PROVIDER;
pub(crate) use settle_planned::settle_planned;
pub use submit_payment_request::SubmitPaymentRequest;
