//! Offers: the work, its terms, and a fixed maximum (IQ-27).
//!
//! ```text
//! Proposal  Proposed -> Accepted | Declined | Withdrawn | Expired
//! ```
//! Invariants: an offer never changes once it is sent (G-12); it is decided once, and from its due instant on by
//! nobody (G-28).

mod entity;
mod error;
mod proposal;
pub mod store;

pub use error::ProposalError;
pub use proposal::{Offer, Parties, Proposal, State};
