//! The way from a draft to an expert who can be paid: profile, registration, identity check, certifications.
//!
//! ```text
//! Registration       Draft -> Submitted -> UnderReview -> Active <-> Suspended
//!                    Submitted | UnderReview -> IdentityCheckRequired <-> VideoCallScheduled -> Active
//!                    filed -> Rejected -> Draft (if correctable);  Active | Suspended -> Closed
//! IdentityCheck      Pending -> UnderReview <-> ActionRequired;  UnderReview -> Passed | Failed
//!                    Pending | UnderReview | ActionRequired -> CallRequired <-> CallScheduled -> Passed | Failed
//! CompanyCheck       Pending -> UnderReview <-> ActionRequired;  UnderReview -> Passed | Failed
//!                    Passed -> UnderReview, with other owners or renewed
//! CallSlot           Free <-> Taken;  Free -> Withdrawn
//! IdentityCall       Booked -> Cancelled | Over
//! CertificationLink  Claimed -> Verified | NotFound | Rejected;  NotFound -> ManualReview -> Verified | Rejected
//!                    NotFound -> Verified | Rejected, where the registry knows it later
//!                    Verified -> Expired | Unlinked | Revoked
//! ```
//! Invariant 5: registration does not complete without an approved DAC7 form (IQ-42).
//! Invariant 6: staff of the operator are never experts (IQ-12).
//! A person has one profile, and a certification is on one profile (G-03).
//! A name that was taken for a page leads to the same expert for ever (IQ-15).

mod call_slot;
mod certification;
mod company_check;
mod company_file;
mod credential;
mod credential_issuer;
mod entity;
mod error;
mod experience;
mod identity_check;
mod profile;
mod registration;
mod registry;
mod review_queue;
mod seller;
mod slug;
pub mod store;
mod timeline;

pub use call_slot::{
    CALL_MINUTES_MAX, CALL_MINUTES_MIN, CallSlot, CallSlotState, CallTime, IdentityCall, IdentityCallState, SLOTS_MAX,
    disjoint,
};
pub use certification::{
    Certificate, CertificationDeadline, CertificationDeadlineKind, CertificationLevel, CertificationLink,
    CertificationState, Finding, Rejection, accepted, same_holder,
};
pub use company_check::{CompanyCheck, CompanyCheckState, CompanyCheckStatus};
pub use company_file::{BeneficialOwner, CompanyDocument, CompanyFile};
pub use credential::{Credential, CredentialError, CredentialProof, Recipient, StatusEntry, StatusList, StatusPurpose};
pub use credential_issuer::{CredentialIssuer, CredentialIssuerDetails, Trust};
pub use error::ExpertError;
pub use experience::{EXPERIENCE_MAX, Experience};
pub use identity_check::{Document, IdentityCheck, IdentityCheckState};
pub use profile::{ExpertProfile, LINKS_MAX, ProfileDetails, RateRange, https_url};
pub use registration::{
    ACTIVATION_PERIOD, Application, Approval, CompanyKind, Dac7, Filing, IDENTITY_CHECK_PERIOD, Registration,
    RegistrationStage, RegistrationState, RegistrationStatus,
};
pub use registry::{RegisteredCertification, RegistryRow, RowProblem, RowProblemCode};
pub use review_queue::{CertificationCounts, CertificationFilter, WaitsFor};
pub use seller::{SellerKind, SellerRegistration};
pub use slug::{SLUGS_MAX, Slug};
pub use timeline::{Progress, Step, StepKind, StepStatus, timeline};
