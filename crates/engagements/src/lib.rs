//! What a customer and an expert agreed on: how much of it is left, and its end.
//!
//! ```text
//! Engagement  Active <-> FinalBilled -> Completed
//!             Active -> Completed | Cancelled
//! CancellationRequest  Pending -> Approved | Rejected | Withdrawn
//! ```
//! Invariant 4: pending and approved bills never exceed the agreed amount (G-14).
//! Only the acceptance of a proposal makes one, and no promotional credit ever pays it (IQ-23, IQ-35).

mod billing;
mod cancellation_request;
mod engagement;
mod entity;
mod error;
mod silence;
pub mod store;

pub use billing::Billing;
pub use cancellation_request::{CancellationRequest, CancellationState, Consent, OVERTAKEN};
pub use engagement::{Engagement, State};
pub use error::EngagementError;
pub use silence::{SILENCE_DAYS_MAX, SilenceRule};
