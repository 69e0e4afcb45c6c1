//! The tables. Nothing outside `store` sees them.

pub mod disbursement;
pub mod disbursement_batch;
pub mod disbursement_line;
pub mod earning;
pub mod hold;
pub mod payout_method;
pub mod payout_preference;
