//! Offers, and what customers decide about them.

mod mutations;
mod proposal;
mod queries;

use ::proposals::ProposalError;

pub use self::{mutations::ProposalMutations, proposal::Proposal, queries::ProposalQueries};
use crate::{
    requests::registration_not_active,
    user_error::{Refusal, UserErrorCode as Code},
};

/// Why a proposal refused.
pub(crate) fn refusal(error: &ProposalError) -> Refusal {
    let on_proposal = |code| Refusal::new(code).field("proposalId");
    match error {
        ProposalError::NotFound(_) => {
            on_proposal(Code::ProposalNotFound).remedy("Check the id and the account you act for.").rule("IQ-26")
        }
        ProposalError::AlreadyDecided(_) => on_proposal(Code::ProposalAlreadyDecided).rule("G-28"),
        ProposalError::DeadlinePassed { .. } => {
            on_proposal(Code::DeadlinePassed).remedy("Ask the expert for a new proposal.").rule("G-28")
        }
        ProposalError::RegistrationNotActive => registration_not_active(),
        ProposalError::OwnAccount(_) => on_proposal(Code::OwnAccount).remedy("Act with another account.").rule("IQ-11"),
        ProposalError::AmountNotPositive => {
            Refusal::new(Code::AmountNotPositive).remedy("Give an amount above zero.").field("maximum").rule("G-14")
        }
    }
}
