use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    CallSlotId, CertificationLinkId, CompanyCheckId, Country, ExpertProfileId, IdentityCheckId, InputError, MoneyError,
    RegistrationId,
};

use crate::{CertificationLevel, CredentialError, SLUGS_MAX, Slug};

/// Why profiles, registrations, checks and certifications refuse. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpertError {
    #[error("expert profile {0} does not exist")]
    ProfileNotFound(ExpertProfileId),
    #[error("this person has no expert profile yet")]
    NoProfile,
    #[error("this person already has an expert profile")]
    ProfileExists,
    #[error("the profile lacks {}", .missing.join(", "))]
    ProfileIncomplete { missing: Vec<&'static str> },
    #[error("{field} must be an https address of a public host")]
    UrlNotAllowed { field: &'static str },
    #[error("there is no expert at {0:?}")]
    NoPage(Slug),
    #[error("{0:?} leads to another expert")]
    SlugTaken(Slug),
    #[error("this expert has taken {SLUGS_MAX} names already")]
    SlugsUsedUp,
    #[error("the legal name is fixed while a registration or a certification stands under it")]
    LegalNameFixed,
    #[error("the account has no seller registration")]
    SellerRegistrationIncomplete,
    #[error("the bank's address for the account holder differs from the account's address")]
    BankAddressDiffers,
    #[error("experts of {} cannot register yet", .0.name())]
    CountryNotEligible(Country),
    #[error("the DAC7 form is not submitted")]
    Dac7NotSubmitted,
    #[error("the DAC7 form is not approved")]
    Dac7NotApproved,
    #[error("staff of the operator cannot be experts")]
    StaffNeverExpert,
    #[error("registration {0} does not exist")]
    RegistrationNotFound(RegistrationId),
    #[error("registration {id} must be {needs} for that")]
    RegistrationNotInState { id: RegistrationId, needs: &'static str },
    #[error("the registration is not submitted yet")]
    NotSubmitted,
    #[error("the registration was rejected: {reason}")]
    Rejected { reason: String, correctable: bool },
    #[error("the registration is suspended: {0}")]
    Suspended(String),
    #[error("registration {0} was rejected for good")]
    ReregistrationBarred(RegistrationId),
    #[error("registration {id} could be decided as it was until {due_at}")]
    DeadlinePassed { id: RegistrationId, due_at: DateTime<Utc> },
    #[error("the account still has bills, charges, a balance or payouts that are not settled")]
    HasOpenMoney,
    #[error("the person's identity is not verified")]
    IdentityNotVerified,
    #[error("nobody reviews themselves")]
    SelfReview,
    #[error("identity check {0} does not exist")]
    IdentityCheckNotFound(IdentityCheckId),
    #[error("identity check {id} must be {needs} for that")]
    IdentityCheckNotInState { id: IdentityCheckId, needs: &'static str },
    #[error("the person's identity has to be shown in a video call, and none is booked")]
    CallNotBooked,
    #[error("more is needed to verify the person's identity: {0}")]
    MoreIdentityNeeded(String),
    #[error("the person's identity was not verified: {0}")]
    IdentityRefused(String),
    #[error("the call slot at {} is not free any more", .0.format("%F %H:%M UTC"))]
    SlotTaken(DateTime<Utc>),
    #[error("call slot {0} does not exist")]
    CallSlotNotFound(CallSlotId),
    #[error("call slot {0} must be free for that")]
    CallSlotNotFree(CallSlotId),
    #[error("the company is not verified")]
    KycIncomplete,
    #[error("more is needed to verify the company: {0}")]
    MoreOfCompanyNeeded(String),
    #[error("the company was not verified: {0}")]
    CompanyRefused(String),
    #[error("company check {0} does not exist")]
    CompanyCheckNotFound(CompanyCheckId),
    #[error("company check {id} must be {needs} for that")]
    CompanyCheckNotInState { id: CompanyCheckId, needs: &'static str },
    #[error("a company names whoever owns more than a quarter of it, at most four, or says that nobody does")]
    OwnersIncomplete,
    #[error("the document of {issued_on} is too old: it must be of {oldest} or later")]
    DocumentTooOld { issued_on: NaiveDate, oldest: NaiveDate },
    #[error("certification {0} does not exist")]
    CertificationNotFound(CertificationLinkId),
    #[error("certification {id} must be {needs} for that")]
    CertificationNotInState { id: CertificationLinkId, needs: &'static str },
    #[error("this certification is linked to another profile")]
    CertificationLinkedElsewhere,
    #[error("certifications of the level {0} do not count; Associate, Professional and Specialty do")]
    CertificationLevelTooLow(CertificationLevel),
    #[error("the certification expired at {0}")]
    CertificationExpired(DateTime<Utc>),
    #[error(transparent)]
    Credential(#[from] CredentialError),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}
