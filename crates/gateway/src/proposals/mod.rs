//! Offers, and what customers decide about them.

mod mutations;
mod payment_type;
mod proposal;
mod queries;

use ::proposals::ProposalError;

pub use self::{mutations::ProposalMutations, payment_type::PaymentType, proposal::Proposal, queries::ProposalQueries};
use crate::{
    refusal::money_refusal,
    requests::registration_not_active,
    user_error::{Refusal, UserErrorCode as Code},
};

/// Why a proposal refused.
pub(crate) fn refusal(error: &ProposalError) -> Refusal {
    let on_proposal = |code| Refusal::new(code).field("proposalId");
    let on_schedule = |code| Refusal::new(code).field("schedule");
    let on_replaced = |code| Refusal::new(code).field("replacesId");
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
        ProposalError::ScheduleSumDiffers { .. } => {
            on_schedule(Code::ScheduleSumDiffers).remedy("Correct the payments, or the maximum.").rule("G-13")
        }
        ProposalError::ScheduleDatesInvalid { .. } => on_schedule(Code::ScheduleDatesInvalid)
            .remedy("Give 1 to 86 days that rise, at most one of them in the past; or ask for a new proposal.")
            .rule("G-49"),
        ProposalError::NotWithdrawn(_) => {
            on_replaced(Code::ProposalNotInState).remedy("Withdraw it first.").rule("G-12")
        }
        ProposalError::AlreadyReplaced(_) => {
            on_replaced(Code::ProposalNotInState).remedy("Name the one that replaced it.").rule("G-12")
        }
        ProposalError::Money(error) => money_refusal(error),
    }
}
