//! Offers, and what customers decide about them.

mod accept_proposal;
mod decline_proposal;
mod expire_proposal;
mod read_proposals;
mod send_proposal;
mod withdraw_proposal;

pub use accept_proposal::AcceptProposal;
pub use send_proposal::SendProposal;
