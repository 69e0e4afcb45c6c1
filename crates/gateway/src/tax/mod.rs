//! What experts declare for the tax authorities, and what reviewers decide about it.

mod answers;
mod answers_input;
mod dac7_form;
mod difference;
mod due_diligence;
mod field;
mod mutations;
mod queries;
mod reveal;
mod review_queue;

use ::tax::TaxError;

pub use self::{
    dac7_form::Dac7Form,
    due_diligence::{DueDiligenceMutations, DueDiligenceQueries},
    mutations::TaxMutations,
    queries::TaxQueries,
    reveal::RevealMutations,
    review_queue::{ReviewQueueMutations, ReviewQueueQueries},
};
use crate::user_error::{Refusal, UserErrorCode as Code};

/// Why a form refused.
pub(crate) fn refusal(error: &TaxError) -> Refusal {
    let on_form = |code| Refusal::new(code).field("dac7FormId").rule("IQ-42");
    let on_case = |code| Refusal::new(code).field("dueDiligenceCaseId").rule("G-57");
    match error {
        TaxError::NotFound(_) => on_form(Code::Dac7FormNotFound).remedy("Check the id and the account you act for."),
        TaxError::NotInState { .. } => {
            on_form(Code::Dac7FormNotInState).remedy("Read the form's status; the message names what it needs.")
        }
        TaxError::FieldMissing(fields) => {
            let refusal = Refusal::new(Code::Dac7FieldMissing).remedy("Fill in what the message lists.").rule("IQ-42");
            fields.first().map_or(refusal.clone(), |field| refusal.field(field.name()))
        }
        TaxError::TinInvalid(_) => Refusal::new(Code::TinInvalid)
            .remedy("Correct the number, or say that none is issued.")
            .field("taxResidences")
            .rule("G-59"),
        TaxError::ChecksOpen(_) => Refusal::new(Code::ChecksOpen)
            .remedy("Look into each doubt that the message lists, and accept it or ask for changes.")
            .field("acceptedDoubts")
            .rule("IQ-42"),
        TaxError::SecondPersonRequired(_) => {
            on_form(Code::SecondPersonRequired).remedy("Let a second reviewer approve it.")
        }
        TaxError::SelfReview(_) => on_form(Code::SelfReview).remedy("Let a colleague review it."),
        TaxError::IdentifierMissing { .. } => {
            Refusal::new(Code::InputInvalid).remedy("Read which identifiers the form has.").field("identifier")
        }
        TaxError::RateLimited { .. } => {
            Refusal::new(Code::RateLimited).remedy("Wait until the instant that the message names.").rule("G-59")
        }
        TaxError::TinBarred => Refusal::new(Code::ReregistrationBarred)
            .remedy("Supply the missing tax data in the other account.")
            .rule("G-57"),
        TaxError::CaseNotFound(_) => on_case(Code::DueDiligenceCaseNotFound).remedy("Check the id."),
        TaxError::CaseNotInState { .. } => {
            on_case(Code::DueDiligenceCaseNotInState).remedy("Read the case's status; the message names what it needs.")
        }
        TaxError::CaseOpen => Refusal::new(Code::DueDiligenceCaseNotInState)
            .remedy("Go on with the case that is open.")
            .field("accountId")
            .rule("G-57"),
        TaxError::TooEarlyForMeasure { .. } => {
            on_case(Code::TooEarlyForMeasure).remedy("Wait until the instant that the message names.")
        }
        TaxError::DeadlinePassed { .. } => on_form(Code::DeadlinePassed).remedy("Save and submit a new version."),
        TaxError::NotDue { .. } => on_form(Code::Dac7FormNotInState).remedy("Wait until it is due."),
        TaxError::Input(error) => {
            Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
        }
    }
}
