//! Offers: the work, its terms, and a fixed maximum (IQ-27).
//!
//! ```text
//! Proposal  Proposed -> Accepted | Declined | Withdrawn | Expired
//! ```
//! Invariants: an offer never changes once it is sent (G-12); it is decided once, and from its due instant on by
//! nobody (G-28). How it is paid is part of it: at once, by bills, or on fixed days (G-13).

mod entity;
mod error;
mod payment_plan;
mod proposal;
pub mod store;
pub mod terms;

pub use error::ProposalError;
pub use payment_plan::{LINES_MAX, PaymentPlan, ScheduleLine};
pub use proposal::{Offer, Parties, Proposal, State};
