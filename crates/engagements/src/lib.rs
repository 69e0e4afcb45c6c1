//! What a customer and an expert agreed on: how much of it is left, and its end.
//!
//! ```text
//! Engagement  Active <-> FinalBilled -> Completed
//!             Active -> Completed | Cancelled
//! CancellationRequest  Pending -> Approved | Rejected | Withdrawn
//! AccessGrant Requested -> Approved | Declined | Withdrawn
//!             Approved -> Revoked | AutoRevoked
//! Review      Pending -> Published | Removed
//!             Published -> Removed
//! ```
//! Invariant 4: pending and approved bills never exceed the agreed amount (G-14).
//! Nobody is let into a customer's account before the work is agreed or after it is over (G-15, G-33).
//! Only the acceptance of a proposal makes one, and no promotional credit ever pays it (IQ-23, IQ-35).

mod access_grant;
mod access_level;
mod access_session;
mod billing;
mod cancellation_request;
mod engagement;
mod entity;
mod error;
mod review;
mod review_summary;
mod silence;
pub mod store;

pub use access_grant::{AccessEnd, AccessGrant, AccessGrantState, GivenAccess};
pub use access_level::AccessLevel;
pub use access_session::{AccessSession, SESSION_MINUTES};
pub use billing::Billing;
pub use cancellation_request::{CancellationRequest, CancellationState, Consent, OVERTAKEN};
pub use engagement::{Engagement, State};
pub use error::EngagementError;
pub use review::{RemovalReason, Reply, Review, ReviewState, ReviewWords, Stars};
pub use review_summary::ReviewSummary;
pub use silence::{SILENCE_DAYS_MAX, SilenceRule};
