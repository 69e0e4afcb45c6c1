//! The agreed work: what it is paid with, and its end.

mod approve_cancellation;
mod cancellation;
mod change_payment_method;
mod complete_engagement;
mod paying_method;
mod read_cancellations;
mod read_engagements;
mod reject_cancellation;
mod request_cancellation;
mod wind_up;
mod withdraw_cancellation;

pub(crate) use cancellation::lock_current;
pub use change_payment_method::ChangePaymentMethod;
pub(crate) use paying_method::paying_method;
pub use request_cancellation::RequestCancellation;
pub(crate) use wind_up::wind_up;
pub use withdraw_cancellation::WithdrawCancellation;
