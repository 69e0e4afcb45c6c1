//! The money out: where it goes, when it goes, the run, the sending, and what became of it.

mod add_payout_method;
mod alert_payout_method_review;
mod barred;
mod cancel_disbursement;
mod confirm_payout_method;
mod give_back;
pub(crate) mod holds;
mod pause_payouts;
mod place_hold;
mod read_disbursements;
mod read_holds;
mod read_payout_methods;
mod read_payout_preferences;
mod release_hold;
mod remove_payout_method;
mod resolve_disbursement;
mod review_payout_method;
mod run_payouts;
mod send_disbursement;
mod set_payout_preference;
mod settle_disbursement;

pub use add_payout_method::AddPayoutMethod;
pub(crate) use barred::Barred;
pub use cancel_disbursement::CancelDisbursement;
pub use place_hold::PlaceHold;
pub use read_disbursements::{DisbursementLine, LineSource};
pub use read_payout_preferences::PreferenceView;
pub use resolve_disbursement::{DisbursementOutcome, ResolveDisbursement};
pub use run_payouts::{RunPayouts, RunTally};
pub use set_payout_preference::SetPayoutPreference;
pub(crate) use settle_disbursement::RAIL;
