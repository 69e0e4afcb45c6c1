//! The way from a draft to an expert who can be paid: profile, registration, identity check, certifications.

mod call_slot;
mod certification;
mod certification_mutations;
mod certification_queue;
mod company_check;
mod company_mutations;
mod credential;
mod credential_mutations;
mod identity_check;
mod identity_mutations;
mod profile;
mod profile_mutations;
mod queries;
mod registration;
mod registration_mutations;
mod seller;
mod timeline;

use ::experts::ExpertError;
use async_graphql::MergedObject;

use self::{
    call_slot::CallSlotMutations, certification_mutations::CertificationMutations,
    company_mutations::CompanyCheckMutations, credential_mutations::CredentialMutations,
    identity_mutations::IdentityMutations, profile_mutations::ProfileMutations,
    registration_mutations::RegistrationMutations,
};
pub use self::{
    call_slot::CallSlotQueries,
    certification::CertificationLink,
    certification_queue::CertificationQueueQueries,
    company_check::{CompanyCheck, CompanyCheckQueries},
    credential::CredentialIssuer,
    identity_check::IdentityCheck,
    profile::{ExpertProfile, HourlyRate},
    queries::ExpertQueries,
    registration::Registration,
    seller::{SellerOf, SellerRegistration},
};
use crate::{
    refusal::money_refusal,
    user_error::{Refusal, UserErrorCode as Code},
};

#[derive(MergedObject, Default)]
pub struct ExpertMutations(
    ProfileMutations,
    RegistrationMutations,
    IdentityMutations,
    CallSlotMutations,
    CompanyCheckMutations,
    CertificationMutations,
    CredentialMutations,
);

const CHECK: &str = "Check the id and the account you act for.";
const READ: &str = "Read its status; the message names what it needs.";
const FILL: &str = "Fill in what the message lists.";
const REOPEN: &str = "Reopen it, correct what is named, and submit it anew.";
const DECIDED: &str = "Wait for the decision on the registration; it says what can be mended.";

/// Why a profile, a registration, an identity check or a certification refused: code, remedy, field, rule.
#[expect(clippy::too_many_lines, reason = "a table, one line for each refusal")]
pub(crate) fn refusal(error: &ExpertError) -> Refusal {
    use ExpertError as E;
    let (profile, registration) = ("expertProfileId", "registrationId");
    let company = "companyCheckId";
    let (check, slot, certification) = ("identityCheckId", "callSlotId", "certificationLinkId");
    let (code, remedy, field, rule) = match error {
        E::ProfileNotFound(_) => (Code::ExpertProfileNotFound, CHECK, profile, "IQ-26"),
        E::NoProfile => (Code::ExpertProfileNotFound, "Save a profile first.", "", "G-03"),
        E::ProfileExists => (Code::ProfileExists, "Save the profile that you have, by its id.", profile, "G-03"),
        E::NoPage(_) => (Code::ExpertProfileNotFound, "Check the address.", "slug", "IQ-15"),
        E::SlugTaken(_) => (Code::SlugTaken, "Choose another.", "slug", "IQ-15"),
        E::SlugsUsedUp => (Code::SlugsUsedUp, "Take one again that you had.", "slug", "IQ-15"),
        E::ProfileIncomplete { .. } => (Code::ProfileIncomplete, FILL, "", "IQ-06"),
        E::UrlNotAllowed { field } => (Code::UrlNotAllowed, "Give an https address of a public host.", *field, "IQ-08"),
        E::LegalNameFixed => (Code::RegistrationNotInState, "Write to the operator.", "legalName", "G-03"),
        E::SellerRegistrationIncomplete => (Code::SellerRegistrationIncomplete, "Save one.", "", "IQ-09"),
        E::BankAddressDiffers => (Code::BankAddressDiffers, "Correct one of the two.", "bankAddress", "MKT-03"),
        E::CountryNotEligible(_) => (Code::CountryNotEligible, "Wait for the list to grow.", "", "G-37"),
        E::Dac7NotSubmitted => (Code::Dac7NotSubmitted, "Submit the DAC7 form.", "", "IQ-42"),
        E::Dac7NotApproved => (Code::Dac7NotApproved, "Wait for its review, or correct what was asked.", "", "IQ-42"),
        E::StaffNeverExpert => (Code::StaffNeverExpert, "", "", "IQ-12"),
        E::RegistrationNotFound(_) => (Code::RegistrationNotFound, CHECK, registration, "IQ-26"),
        E::RegistrationNotInState { .. } => (Code::RegistrationNotInState, READ, registration, "IQ-37"),
        E::ReregistrationBarred(_) | E::Rejected { correctable: false, .. } => {
            (Code::ReregistrationBarred, "", registration, "IQ-37")
        }
        E::DeadlinePassed { .. } => (Code::DeadlinePassed, "", registration, "IQ-38"),
        E::HasOpenMoney => (Code::AccountHasOpenMoney, "Let it settle.", registration, "IQ-30"),
        E::NotSubmitted => (Code::RegistrationNotInState, "Submit the registration.", registration, "IQ-37"),
        E::Rejected { correctable: true, .. } => (Code::RegistrationNotInState, REOPEN, registration, "IQ-37"),
        E::Suspended(_) => (Code::RegistrationNotActive, "Write to the operator.", registration, "MKT-04"),
        E::CallNotBooked => (Code::IdentityNotVerified, "Book one of the free video calls.", check, "IQ-38"),
        E::MoreIdentityNeeded(_) => (Code::IdentityNotVerified, "Submit what is asked for.", check, "X2"),
        E::IdentityRefused(_) => (Code::IdentityNotVerified, DECIDED, check, "X2"),
        E::IdentityNotVerified => (Code::IdentityNotVerified, "Finish the identity check.", "", "X2"),
        E::SelfReview => (Code::SelfReview, "Let a colleague do it.", "", "IQ-37"),
        E::IdentityCheckNotFound(_) => (Code::IdentityCheckNotFound, CHECK, check, "IQ-26"),
        E::IdentityCheckNotInState { .. } => (Code::IdentityCheckNotInState, READ, check, "X2"),
        E::SlotTaken(_) => (Code::SlotTaken, "Choose another time.", slot, "IQ-38"),
        E::CallSlotNotFound(_) => (Code::CallSlotNotFound, "Check the id.", slot, "IQ-38"),
        E::CallSlotNotFree(_) => (Code::CallSlotNotInState, READ, slot, "IQ-38"),
        E::KycIncomplete => (Code::KycIncomplete, "Finish the company's check.", "", "G-40"),
        E::MoreOfCompanyNeeded(_) => (Code::KycIncomplete, "Submit what is asked for.", company, "G-40"),
        E::CompanyRefused(_) => (Code::KycIncomplete, DECIDED, company, "G-40"),
        E::CompanyCheckNotFound(_) => (Code::CompanyCheckNotFound, CHECK, company, "IQ-26"),
        E::CompanyCheckNotInState { .. } => (Code::CompanyCheckNotInState, READ, company, "G-40"),
        E::OwnersIncomplete => (Code::OwnersIncomplete, "List them.", "owners", "G-40"),
        E::DocumentTooOld { .. } => (Code::DocumentTooOld, "Send a fresh one.", "issuedOn", "G-40"),
        E::CertificationNotFound(_) => (Code::CertificationNotFound, CHECK, certification, "IQ-26"),
        E::CertificationNotInState { .. } => (Code::CertificationNotInState, READ, certification, "IQ-19"),
        E::CertificationLinkedElsewhere => (Code::CertificationLinkedElsewhere, "Unlink it there.", "", "G-03"),
        E::CertificationLevelTooLow(_) => (Code::CertificationLevelTooLow, "Link another.", "level", "G-02"),
        E::CertificationExpired(_) => (Code::CertificationExpired, "Renew it.", "", "IQ-16"),
        E::Credential(error) => return credential::refusal(error),
        E::Input(error) => (Code::InputInvalid, "Correct the named field.", error.field, ""),
        E::Money(error) => return money_refusal(error),
    };
    let given = |text: &'static str| (!text.is_empty()).then_some(text);
    Refusal { code, remedy: given(remedy), field: given(field), rule: given(rule) }
}
