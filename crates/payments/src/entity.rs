//! The tables of this crate. Nothing outside `store` sees them.

pub mod charge;
pub mod complaint;
pub mod dispute;
pub mod payment_method;
pub mod payment_request;
pub mod refund;
pub mod suspended_money;
