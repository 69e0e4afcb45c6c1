//! What the use cases ask of the world outside. Implemented in `rails`, and by hand-written fakes in tests.

mod access_broker;
mod bank_exchange;
mod blob_store;
mod certification_registry;
mod clock_hand;
mod credential_verifier;
mod mailer;
mod payment_provider;
mod payout_rail;

pub use access_broker::*;
pub use bank_exchange::*;
pub use blob_store::*;
pub use certification_registry::*;
pub use clock_hand::{ClockHand, ClockHeld};
pub use credential_verifier::*;
pub use mailer::Mailer;
pub use payment_provider::*;
pub use payout_rail::*;
