//! The agreed work: what it is paid with, and its end.

mod change_payment_method;
mod complete_engagement;
mod paying_method;
mod read_engagements;
mod wind_up;

pub use change_payment_method::ChangePaymentMethod;
pub(crate) use paying_method::paying_method;
pub(crate) use wind_up::wind_up;
