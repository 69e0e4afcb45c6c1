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
mod us_field;
mod us_form;
mod us_form_input;
mod us_form_mutations;
mod us_form_queries;

use ::tax::TaxError;
use kernel::InputError;

pub use self::{
    dac7_form::Dac7Form,
    due_diligence::{DueDiligenceMutations, DueDiligenceQueries},
    mutations::TaxMutations,
    queries::TaxQueries,
    reveal::RevealMutations,
    review_queue::{ReviewQueueMutations, ReviewQueueQueries},
    us_form::UsTaxForm,
    us_form_mutations::UsTaxMutations,
    us_form_queries::UsTaxQueries,
};
use crate::user_error::{Refusal, UserErrorCode as Code};

const CHECK: &str = "Check the id and the account you act for.";
const READ: &str = "Read its status; the message names what it needs.";
const COLLEAGUE: &str = "Let a colleague review it.";

/// Why a form refused.
pub(crate) fn refusal(error: &TaxError) -> Refusal {
    let on_form = |code| Refusal::new(code).field("dac7FormId").rule("IQ-42");
    let on_us_form = |code| Refusal::new(code).field("usTaxFormId").rule("G-38");
    let on_case = |code| Refusal::new(code).field("dueDiligenceCaseId").rule("G-57");
    match error {
        TaxError::NotFound(_) => on_form(Code::Dac7FormNotFound).remedy(CHECK),
        TaxError::NotInState { .. } => on_form(Code::Dac7FormNotInState).remedy(READ),
        TaxError::FieldMissing(fields) => {
            missing(Code::Dac7FieldMissing, fields.first().map(|field| field.name())).rule("IQ-42")
        }
        TaxError::TinInvalid(_) => Refusal::new(Code::TinInvalid)
            .remedy("Correct the number, or say that none is issued.")
            .field("taxResidences")
            .rule("G-59"),
        TaxError::ChecksOpen(_) => checks_open().rule("IQ-42"),
        TaxError::SecondPersonRequired(_) => {
            on_form(Code::SecondPersonRequired).remedy("Let a second reviewer approve it.")
        }
        TaxError::SelfReview(_) => on_form(Code::SelfReview).remedy(COLLEAGUE),
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
        TaxError::CaseNotInState { .. } => on_case(Code::DueDiligenceCaseNotInState).remedy(READ),
        TaxError::CaseOpen => case_open(),
        TaxError::TooEarlyForMeasure { .. } => {
            on_case(Code::TooEarlyForMeasure).remedy("Wait until the instant that the message names.")
        }
        TaxError::DeadlinePassed { .. } => on_form(Code::DeadlinePassed).remedy("Save and submit a new version."),
        TaxError::NotDue { .. } => on_form(Code::Dac7FormNotInState).remedy("Wait until it is due."),
        TaxError::UsFormNotFound(_) => on_us_form(Code::UsTaxFormNotFound).remedy(CHECK),
        TaxError::UsFormNotInState { .. } => on_us_form(Code::UsTaxFormNotInState).remedy(READ),
        TaxError::UsFieldMissing(fields) => {
            missing(Code::UsTaxFieldMissing, fields.first().map(|field| field.name())).rule("G-38")
        }
        TaxError::UsChecksOpen(_) => checks_open().rule("G-38"),
        TaxError::UsSelfReview(_) => on_us_form(Code::SelfReview).remedy(COLLEAGUE),
        TaxError::Input(error) => wrong_input(error),
    }
}

fn missing(code: Code, first: Option<&'static str>) -> Refusal {
    let refusal = Refusal::new(code).remedy("Fill in what the message lists.");
    first.map_or(refusal.clone(), |field| refusal.field(field))
}

fn checks_open() -> Refusal {
    let remedy = "Look into each doubt that the message lists, and accept it or ask for changes.";
    Refusal::new(Code::ChecksOpen).remedy(remedy).field("acceptedDoubts")
}

fn case_open() -> Refusal {
    let refusal = Refusal::new(Code::DueDiligenceCaseNotInState).remedy("Go on with the case that is open.");
    refusal.field("accountId").rule("G-57")
}

fn wrong_input(error: &InputError) -> Refusal {
    Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
}
