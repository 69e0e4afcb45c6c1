//! What experts declare for the tax authorities: the DAC7 questionnaire, the forms of the United States, and their review.
//!
//! ```text
//! Dac7Form  Draft -> Submitted -> InReview -> Approved -> ReconfirmationDue -> Expired
//!           ReconfirmationDue -> Approved
//!           Submitted | InReview | Approved -> ChangesRequested -> Draft
//! UsTaxForm  Draft -> Submitted -> Approved -> Expired;  Submitted | Approved -> ChangesRequested -> Draft
//! DueDiligenceCase  Requested -> RemindedOnce -> RemindedTwice -> ActionDue -> Taken     any -> Lifted
//! ```
//! Answers are versions: an approved version stays effective until a newer one is approved, or nobody confirms it
//! after 36 months (IQ-42). No form is submitted with a field missing or a malformed taxpayer number, and none approved
//! while a doubt is undecided.

mod answers;
mod blind_index;
mod change;
mod columns;
mod dac7_form;
mod difference;
mod document;
mod doubt;
mod due_diligence;
mod entity;
mod error;
mod field;
mod finding;
mod flaw;
mod identifier_row;
pub mod identifiers;
mod member_state;
mod parts;
mod postal_code;
mod reveal;
mod review_queue;
pub mod store;
mod us_form;
mod us_review_queue;

pub use answers::Answers;
pub use blind_index::{BlindIndex, Purpose};
pub use change::{Change, Fault};
pub use dac7_form::{Approval, Consent, Dac7Form, State, Status, Submission};
pub use difference::Difference;
pub use doubt::Doubt;
pub use due_diligence::{
    CaseCause, CaseState, CaseStatus, CaseStep, CaseStepKind, DueDiligenceCase, Measure, MeasureTaken,
};
pub use error::TaxError;
pub use field::Field;
pub use finding::{Finding, Severity};
pub use flaw::Flaw;
pub use identifiers::{Check, Identifier, Suspicion, VatId};
pub use parts::{
    BirthPlace, BusinessRegistration, ExclusionClaim, ExclusionGround, NoTin, Party, RegisterAnswer, TaxResidence,
    TinAnswer, VatAnswer,
};
pub use reveal::{FormIdentifier, Revealed, ensure_may_reveal, reveals_counted_since};
pub use review_queue::{ReviewCounts, ReviewFilter, ReviewKind};
pub use us_form::{
    Chapter4Status, Signature, Signing, TreatyClaim, UsAnswers, UsClassification, UsDoubt, UsField, UsFormKind,
    UsFormState, UsFormStatus, UsTaxForm, UsTin, UsTinKind, Validity,
};
pub use us_review_queue::{UsReviewCounts, UsReviewFilter};
