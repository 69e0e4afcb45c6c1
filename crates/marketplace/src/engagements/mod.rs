//! The agreed work: what it is paid with, and its end.

mod change_payment_method;
mod complete_engagement;
mod paying_method;
mod read_engagements;

pub use change_payment_method::ChangePaymentMethod;
pub(crate) use paying_method::paying_method;
