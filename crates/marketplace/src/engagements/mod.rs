//! The agreed work: what it is paid with, who is let into the customer's account for it, its end, and what is
//! said of it.

mod access_grants;
mod approve_cancellation;
mod cancellation;
mod change_payment_method;
mod complete_engagement;
mod decide_access_grant;
mod end_grants;
mod flag_grants;
mod moderate_review;
mod open_access_session;
mod paying_method;
mod read_access_grants;
mod read_cancellations;
mod read_engagements;
mod read_reviews;
mod reject_cancellation;
mod reply_to_review;
mod request_access_grant;
mod request_cancellation;
mod wind_up;
mod withdraw_cancellation;
mod write_review;

pub(crate) use cancellation::lock_current;
pub use change_payment_method::ChangePaymentMethod;
pub use decide_access_grant::ApproveAccessGrant;
pub(crate) use end_grants::{end_grants, end_grants_of_person};
pub(crate) use flag_grants::flag_grants;
pub use moderate_review::RemoveReview;
pub use open_access_session::{OpenAccessSession, OpenedAccess};
pub(crate) use paying_method::paying_method;
pub use read_access_grants::AccessActivity;
pub use reply_to_review::ReplyToReview;
pub use request_access_grant::RequestAccessGrant;
pub use request_cancellation::RequestCancellation;
pub(crate) use wind_up::wind_up;
pub use withdraw_cancellation::WithdrawCancellation;
pub use write_review::WriteReview;
