use std::error::Error as _;

use async_graphql::{Enum, ErrorExtensions, SimpleObject};
use marketplace::Error;

use crate::{error_code::ErrorCode, http::BROKEN, refusal::refusal};

/// Why a command was refused, and what would lift it.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// Lasts; may be matched on.
    code: UserErrorCode,
    /// For people; may change.
    message: String,
    /// What would lift the refusal; null if nothing would.
    remedy: Option<String>,
    /// The input field at fault; null if none is.
    field: Option<String>,
    /// The rule behind it, such as "G-30"; null if it is plain form.
    rule: Option<String>,
}

/// A refusal in the making: its code, remedy, field and rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: UserErrorCode,
    pub remedy: Option<&'static str>,
    pub field: Option<&'static str>,
    pub rule: Option<&'static str>,
}

/// Declares the codes with their names, so that what goes into an extension is what the enum shows.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal;)*) => {
        /// Why a command or a query was refused. Codes are for ever; new ones may come.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
        pub enum UserErrorCode {
            $($(#[$doc])* #[graphql(name = $name)] $code,)*
        }

        impl UserErrorCode {
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }
        }
    };
}

codes! {
    /// There is no valid token: sign in.
    Unauthenticated = "UNAUTHENTICATED";
    /// Your account may, you may not: ask a member who manages the account.
    RightMissing = "RIGHT_MISSING";
    /// The token shows no second factor: sign in with one.
    MfaRequired = "MFA_REQUIRED";
    /// A field is out of its limits: correct the named one.
    InputInvalid = "INPUT_INVALID";
    /// Creating and money commands need an idempotency key of your own.
    IdempotencyKeyMissing = "IDEMPOTENCY_KEY_MISSING";
    /// The same key came with other input: use a new one.
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    /// The due instant is over; read what took effect.
    DeadlinePassed = "DEADLINE_PASSED";
    /// The operator suspended the account.
    AccountSuspended = "ACCOUNT_SUSPENDED";
    /// Both sides are one account.
    OwnAccount = "OWN_ACCOUNT";
    /// One does not review oneself.
    SelfReview = "SELF_REVIEW";
    /// An unknown outcome needs proof.
    EvidenceRequired = "EVIDENCE_REQUIRED";
    /// Four eyes: a second person has to agree.
    SecondPersonRequired = "SECOND_PERSON_REQUIRED";
    /// Too much in too short a time: wait until the instant that the message names.
    RateLimited = "RATE_LIMITED";
    /// Others were in the way for too long. Nothing happened: send the same again, under the same key.
    Busy = "BUSY";
    /// The sandbox's clock only goes forward.
    ClockOnlyForward = "CLOCK_ONLY_FORWARD";
    /// Only the sandbox can do that.
    SandboxOnly = "SANDBOX_ONLY";

    /// No such upload, or not your own, or forgotten: upload it again.
    UploadNotFound = "UPLOAD_NOT_FOUND";
    /// The upload is used for something else already.
    UploadNotInState = "UPLOAD_NOT_IN_STATE";
    /// The file is of no kind that is taken, or not of one that serves this.
    UploadTypeUnsupported = "UPLOAD_TYPE_UNSUPPORTED";
    /// The picture has too many pixels.
    PictureTooLarge = "PICTURE_TOO_LARGE";
    /// The picture is broken.
    PictureUnreadable = "PICTURE_UNREADABLE";

    /// No such account, or not yours to see.
    AccountNotFound = "ACCOUNT_NOT_FOUND";
    /// The account is in no state for that.
    AccountNotInState = "ACCOUNT_NOT_IN_STATE";
    /// The person is in an account.
    AlreadyMember = "ALREADY_MEMBER";
    /// No such member, or not of your account.
    MemberNotFound = "MEMBER_NOT_FOUND";
    /// The member is in no state for that.
    MemberNotInState = "MEMBER_NOT_IN_STATE";
    /// No such member of staff.
    StaffNotFound = "STAFF_NOT_FOUND";
    /// The member of staff is in no state for that.
    StaffNotInState = "STAFF_NOT_IN_STATE";
    /// Fourteen days are over: ask for a new invitation.
    InvitationExpired = "INVITATION_EXPIRED";
    /// Nobody would be left to manage.
    LastManager = "LAST_MANAGER";
    /// No such country.
    CountryUnknown = "COUNTRY_UNKNOWN";
    /// Experts of that country cannot register yet.
    CountryNotEligible = "COUNTRY_NOT_ELIGIBLE";
    /// Money is on its way.
    AccountHasOpenMoney = "ACCOUNT_HAS_OPEN_MONEY";
    /// Work is running.
    EngagementsOpen = "ENGAGEMENTS_OPEN";
    /// Staff of the operator cannot be experts.
    StaffNeverExpert = "STAFF_NEVER_EXPERT";

    /// No such profile, or not yours to see.
    ExpertProfileNotFound = "EXPERT_PROFILE_NOT_FOUND";
    /// The person has a profile.
    ProfileExists = "PROFILE_EXISTS";
    /// The name leads to another expert's page.
    SlugTaken = "SLUG_TAKEN";
    /// The profile has taken as many names as one may.
    SlugsUsedUp = "SLUGS_USED_UP";
    /// Photo, biography or contact is missing.
    ProfileIncomplete = "PROFILE_INCOMPLETE";
    /// The address is not https, or not of a public host.
    UrlNotAllowed = "URL_NOT_ALLOWED";
    /// Bank or tax data is missing.
    SellerRegistrationIncomplete = "SELLER_REGISTRATION_INCOMPLETE";
    /// The bank's address is not the account's.
    BankAddressDiffers = "BANK_ADDRESS_DIFFERS";
    /// No such registration, or not yours to see.
    RegistrationNotFound = "REGISTRATION_NOT_FOUND";
    /// The registration is in no state for that.
    RegistrationNotInState = "REGISTRATION_NOT_IN_STATE";
    /// The expert is not active.
    RegistrationNotActive = "REGISTRATION_NOT_ACTIVE";
    /// The rejection was final, or the taxpayer number is blocked in another account.
    ReregistrationBarred = "REREGISTRATION_BARRED";
    /// No such identity check, or not yours to see.
    IdentityCheckNotFound = "IDENTITY_CHECK_NOT_FOUND";
    /// The identity check is in no state for that.
    IdentityCheckNotInState = "IDENTITY_CHECK_NOT_IN_STATE";
    /// The person is not verified yet.
    IdentityNotVerified = "IDENTITY_NOT_VERIFIED";
    /// The call slot is gone.
    SlotTaken = "SLOT_TAKEN";
    /// No such call slot.
    CallSlotNotFound = "CALL_SLOT_NOT_FOUND";
    /// The call slot is in no state for that.
    CallSlotNotInState = "CALL_SLOT_NOT_IN_STATE";
    /// The company has to be checked and is not passed.
    KycIncomplete = "KYC_INCOMPLETE";
    /// No such company check, or not yours to see.
    CompanyCheckNotFound = "COMPANY_CHECK_NOT_FOUND";
    /// The company check is in no state for that.
    CompanyCheckNotInState = "COMPANY_CHECK_NOT_IN_STATE";
    /// Owners of more than a quarter are missing, or more than four are named.
    OwnersIncomplete = "OWNERS_INCOMPLETE";
    /// No such certification link, or not yours to see.
    CertificationNotFound = "CERTIFICATION_NOT_FOUND";
    /// The certification link is in no state for that.
    CertificationNotInState = "CERTIFICATION_NOT_IN_STATE";
    /// The certification is linked to another profile.
    CertificationLinkedElsewhere = "CERTIFICATION_LINKED_ELSEWHERE";
    /// Only Associate and above count.
    CertificationLevelTooLow = "CERTIFICATION_LEVEL_TOO_LOW";
    /// The certification is over.
    CertificationExpired = "CERTIFICATION_EXPIRED";
    /// What was uploaded is no credential: a compact JWS, or a PNG or SVG with one in it.
    CredentialUnreadable = "CREDENTIAL_UNREADABLE";
    /// The credential, or the image that holds it, is too large.
    CredentialTooLarge = "CREDENTIAL_TOO_LARGE";
    /// The image holds a script, an entity, or something else that an image needs not hold.
    CredentialImageUnsafe = "CREDENTIAL_IMAGE_UNSAFE";
    /// The credential must be signed by RS256, ES256 or `EdDSA`, as the issuer's key is.
    CredentialAlgorithmRefused = "CREDENTIAL_ALGORITHM_REFUSED";
    /// The operator does not trust the credential's issuer.
    CredentialIssuerNotTrusted = "CREDENTIAL_ISSUER_NOT_TRUSTED";
    /// The credential is signed by a key that is none of its issuer's.
    CredentialKeyUnknown = "CREDENTIAL_KEY_UNKNOWN";
    /// The signature does not fit: the credential was altered, or signed by somebody else.
    CredentialSignatureInvalid = "CREDENTIAL_SIGNATURE_INVALID";
    /// The credential was issued to another e-mail address.
    CredentialRecipientDiffers = "CREDENTIAL_RECIPIENT_DIFFERS";
    /// The credential is not valid yet.
    CredentialNotYetValid = "CREDENTIAL_NOT_YET_VALID";
    /// The achievement counts for nothing here.
    CredentialAchievementUnknown = "CREDENTIAL_ACHIEVEMENT_UNKNOWN";
    /// The issuer revoked or suspended the credential.
    CredentialRevoked = "CREDENTIAL_REVOKED";
    /// Whether the issuer still stands by the credential cannot be told.
    CredentialStatusUnknown = "CREDENTIAL_STATUS_UNKNOWN";
    /// The issuer's list of what it revoked is out of date, and a new one cannot be had.
    CredentialStatusStale = "CREDENTIAL_STATUS_STALE";
    /// No such credential issuer.
    CredentialIssuerNotFound = "CREDENTIAL_ISSUER_NOT_FOUND";
    /// The credential issuer is in no state for that.
    CredentialIssuerNotInState = "CREDENTIAL_ISSUER_NOT_IN_STATE";
    /// Nobody in the account has a valid certification linked.
    CertRequiredInAccount = "CERT_REQUIRED_IN_ACCOUNT";
    /// There are no company details to speak with.
    CompanyDetailsMissing = "COMPANY_DETAILS_MISSING";

    /// No such form, or not yours to see.
    Dac7FormNotFound = "DAC7_FORM_NOT_FOUND";
    /// The form is in no state for that.
    Dac7FormNotInState = "DAC7_FORM_NOT_IN_STATE";
    /// The DAC7 form is missing.
    Dac7NotSubmitted = "DAC7_NOT_SUBMITTED";
    /// The DAC7 form is not approved yet.
    Dac7NotApproved = "DAC7_NOT_APPROVED";
    /// A field of the form is missing.
    Dac7FieldMissing = "DAC7_FIELD_MISSING";
    /// No such form for the United States, or not yours to see.
    UsTaxFormNotFound = "US_TAX_FORM_NOT_FOUND";
    /// The form for the United States is in no state for that.
    UsTaxFormNotInState = "US_TAX_FORM_NOT_IN_STATE";
    /// A field of the form for the United States is missing.
    UsTaxFieldMissing = "US_TAX_FIELD_MISSING";
    /// The taxpayer number has no valid form.
    TinInvalid = "TIN_INVALID";
    /// No such due-diligence case.
    DueDiligenceCaseNotFound = "DUE_DILIGENCE_CASE_NOT_FOUND";
    /// The due-diligence case is in no state for that.
    DueDiligenceCaseNotInState = "DUE_DILIGENCE_CASE_NOT_IN_STATE";
    /// Before 60 days, or with fewer than two reminders, no measure is taken.
    TooEarlyForMeasure = "TOO_EARLY_FOR_MEASURE";
    /// A doubt of a check is undecided.
    ChecksOpen = "CHECKS_OPEN";

    /// No such request, or not yours to see.
    CustomerRequestNotFound = "CUSTOMER_REQUEST_NOT_FOUND";
    /// The request takes no more answers.
    RequestNotAccepting = "REQUEST_NOT_ACCEPTING";
    /// The request is in no state for that.
    CustomerRequestNotInState = "CUSTOMER_REQUEST_NOT_IN_STATE";
    /// Your account has answered already: go on in the conversation.
    AlreadyResponded = "ALREADY_RESPONDED";
    /// No such answer, or not yours to see.
    ResponseNotFound = "RESPONSE_NOT_FOUND";
    /// The answer is in no state for that.
    ResponseNotInState = "RESPONSE_NOT_IN_STATE";
    /// No such conversation, or not yours to see.
    ConversationNotFound = "CONVERSATION_NOT_FOUND";
    /// The conversation is in no state for that.
    ConversationNotInState = "CONVERSATION_NOT_IN_STATE";
    /// The words of the conversation are for those who take part in it: ask one of them to add you.
    NotAParticipant = "NOT_A_PARTICIPANT";
    /// No active member of your own account.
    OtherAccount = "OTHER_ACCOUNT";
    /// The expert takes no direct messages: file a request.
    ProfileNotPublic = "PROFILE_NOT_PUBLIC";
    /// No such message, or not yours to see.
    MessageNotFound = "MESSAGE_NOT_FOUND";
    /// No such search, or not saved by you.
    SavedSearchNotFound = "SAVED_SEARCH_NOT_FOUND";
    /// Twenty searches are saved already: remove one.
    TooManySavedSearches = "TOO_MANY_SAVED_SEARCHES";
    /// More than ten files, or one twice, go with the message.
    TooManyAttachments = "TOO_MANY_ATTACHMENTS";
    /// A proposal is open: withdraw it first.
    ProposalOpen = "PROPOSAL_OPEN";

    /// No such proposal, or not yours to see.
    ProposalNotFound = "PROPOSAL_NOT_FOUND";
    /// The proposal is in no state for that.
    ProposalNotInState = "PROPOSAL_NOT_IN_STATE";
    /// Somebody, or time, decided first.
    ProposalAlreadyDecided = "PROPOSAL_ALREADY_DECIDED";
    /// The payments of the schedule do not add up to the maximum.
    ScheduleSumDiffers = "SCHEDULE_SUM_DIFFERS";
    /// The schedule has no payment or more than 86, its days do not rise, or more than one lies in the past.
    ScheduleDatesInvalid = "SCHEDULE_DATES_INVALID";
    /// The chosen rule for silence does not fit: only work that is billed as it goes on has one.
    SilenceRuleNotApplicable = "SILENCE_RULE_NOT_APPLICABLE";
    /// There is no usable payment method.
    PaymentMethodRequired = "PAYMENT_METHOD_REQUIRED";
    /// No such payment method, or not yours to see.
    PaymentMethodNotFound = "PAYMENT_METHOD_NOT_FOUND";
    /// A promotional credit never pays an expert.
    CreditCannotPayExpert = "CREDIT_CANNOT_PAY_EXPERT";

    /// No such engagement, or not yours to see.
    EngagementNotFound = "ENGAGEMENT_NOT_FOUND";
    /// The engagement is over, or its final bill is pending.
    EngagementNotActive = "ENGAGEMENT_NOT_ACTIVE";
    /// No such request to cancel, or not yours to see.
    CancellationNotFound = "CANCELLATION_NOT_FOUND";
    /// Somebody, or silence, decided first.
    CancellationAlreadyDecided = "CANCELLATION_ALREADY_DECIDED";
    /// Another request to cancel waits for its answer: one at a time.
    CancellationAlreadyOpen = "CANCELLATION_ALREADY_OPEN";
    /// The other side answers what one asked oneself.
    OwnRequest = "OWN_REQUEST";
    /// You hold no valid certification yourself.
    CertRequiredPersonal = "CERT_REQUIRED_PERSONAL";
    /// There is no such access level.
    AccessLevelUnknown = "ACCESS_LEVEL_UNKNOWN";
    /// The level lets somebody do what the one that was asked for does not.
    AccessLevelTooHigh = "ACCESS_LEVEL_TOO_HIGH";
    /// No such access grant, or not yours to see.
    AccessGrantNotFound = "ACCESS_GRANT_NOT_FOUND";
    /// The customer decided already.
    AccessGrantAlreadyDecided = "ACCESS_GRANT_ALREADY_DECIDED";
    /// The access grant is in no state for that.
    AccessGrantNotInState = "ACCESS_GRANT_NOT_IN_STATE";
    /// The access session is over: open another.
    AccessSessionOver = "ACCESS_SESSION_OVER";
    /// The work is not complete yet.
    EngagementNotCompleted = "ENGAGEMENT_NOT_COMPLETED";
    /// No payment of the work was collected yet.
    NothingCollected = "NOTHING_COLLECTED";
    /// The work is reviewed: one review each.
    AlreadyReviewed = "ALREADY_REVIEWED";
    /// No such review, or not yours to see.
    ReviewNotFound = "REVIEW_NOT_FOUND";
    /// The review is in no state for that.
    ReviewNotInState = "REVIEW_NOT_IN_STATE";
    /// The review is answered: one answer each.
    AlreadyReplied = "ALREADY_REPLIED";
    /// Bills await a decision.
    BillsPending = "BILLS_PENDING";
    /// The amount must be above zero.
    AmountNotPositive = "AMOUNT_NOT_POSITIVE";
    /// More than what remains of the agreed amount.
    ExceedsRemaining = "EXCEEDS_REMAINING";
    /// The final bill awaits a decision.
    FinalBillPending = "FINAL_BILL_PENDING";
    /// The work was paid at once, and takes no more bills: agree a new proposal.
    UpfrontAlreadyBilled = "UPFRONT_ALREADY_BILLED";
    /// The work is billed by its schedule, and takes no other bills: agree a new proposal.
    ScheduleBillsItself = "SCHEDULE_BILLS_ITSELF";
    /// Only a declined bill can be answered by a new one.
    BillNotDeclined = "BILL_NOT_DECLINED";

    /// No such refund, or not yours to see.
    RefundNotFound = "REFUND_NOT_FOUND";
    /// The refund is in no state for that.
    RefundNotInState = "REFUND_NOT_IN_STATE";
    /// The expert has answered the request for a refund.
    RefundAlreadyDecided = "REFUND_ALREADY_DECIDED";
    /// More than what is left to give back.
    ExceedsRefundable = "EXCEEDS_REFUNDABLE";
    /// The typed total differs.
    TotalNotConfirmed = "TOTAL_NOT_CONFIRMED";

    /// No such bill, or not yours to see.
    PaymentRequestNotFound = "PAYMENT_REQUEST_NOT_FOUND";
    /// Somebody, or silence, decided first.
    PaymentRequestAlreadyDecided = "PAYMENT_REQUEST_ALREADY_DECIDED";
    /// The bill is in no state for that.
    PaymentRequestNotInState = "PAYMENT_REQUEST_NOT_IN_STATE";
    /// A dispute stops the bill: settle or withdraw it.
    PaymentRequestFrozen = "PAYMENT_REQUEST_FROZEN";
    /// No such dispute, or not yours to see.
    DisputeNotFound = "DISPUTE_NOT_FOUND";
    /// The dispute is in no state for that.
    DisputeNotInState = "DISPUTE_NOT_IN_STATE";
    /// The dispute is over.
    DisputeAlreadyDecided = "DISPUTE_ALREADY_DECIDED";
    /// No such complaint, or not yours to see.
    ComplaintNotFound = "COMPLAINT_NOT_FOUND";
    /// The complaint is in no state for that.
    ComplaintNotInState = "COMPLAINT_NOT_IN_STATE";
    /// The complaint has its answer.
    ComplaintAlreadyDecided = "COMPLAINT_ALREADY_DECIDED";
    /// A part is above nothing and below the whole.
    PartNotBelowAmount = "PART_NOT_BELOW_AMOUNT";
    /// No such charge, or not yours to see.
    ChargeNotFound = "CHARGE_NOT_FOUND";
    /// The charge is in no state for that.
    ChargeNotInState = "CHARGE_NOT_IN_STATE";
    /// An attempt has no answer yet.
    CollectionInFlight = "COLLECTION_IN_FLIGHT";
    /// No such money waits for staff.
    SuspendedMoneyNotFound = "SUSPENDED_MONEY_NOT_FOUND";
    /// Staff have said what the money is.
    SuspendedMoneyAlreadyDecided = "SUSPENDED_MONEY_ALREADY_DECIDED";
    /// The money was taken, and is not here.
    SuspendedMoneyNotInState = "SUSPENDED_MONEY_NOT_IN_STATE";
    /// No such line of the bank.
    BreakNotFound = "BREAK_NOT_FOUND";
    /// The line fits by now, or staff said what it is.
    BreakNotInState = "BREAK_NOT_IN_STATE";
    /// No such fee schedule.
    FeeScheduleNotFound = "FEE_SCHEDULE_NOT_FOUND";
    /// What was in force cannot change: begin now or later.
    PeriodInPast = "PERIOD_IN_PAST";

    /// No such payout method, or not yours to see.
    PayoutMethodNotFound = "PAYOUT_METHOD_NOT_FOUND";
    /// The payout method is in no state for that.
    PayoutMethodNotInState = "PAYOUT_METHOD_NOT_IN_STATE";
    /// The holder is not the account's name.
    HolderDiffers = "HOLDER_DIFFERS";
    /// The check digits of the account number fail.
    AccountNumberInvalid = "ACCOUNT_NUMBER_INVALID";
    /// The rail does not carry that currency.
    RailCurrencyUnsupported = "RAIL_CURRENCY_UNSUPPORTED";
    /// The document is too old: one of a bank is of the last three months, one of a company of the last 180 days.
    DocumentTooOld = "DOCUMENT_TOO_OLD";
    /// Money is on its way to that method.
    DisbursementInFlight = "DISBURSEMENT_IN_FLIGHT";
    /// Days 29, 30 and 31 are not offered.
    PayoutDayInvalid = "PAYOUT_DAY_INVALID";
    /// The preference is in no state for that.
    PayoutPreferenceNotInState = "PAYOUT_PREFERENCE_NOT_IN_STATE";
    /// No such disbursement, or not yours to see.
    DisbursementNotFound = "DISBURSEMENT_NOT_FOUND";
    /// The disbursement is in no state for that.
    DisbursementNotInState = "DISBURSEMENT_NOT_IN_STATE";
    /// No such hold.
    HoldNotFound = "HOLD_NOT_FOUND";
    /// The hold is in no state for that.
    HoldNotInState = "HOLD_NOT_IN_STATE";
    /// What the hold was placed for is not gone.
    HoldCauseStands = "HOLD_CAUSE_STANDS";

    /// No such letter.
    LetterNotFound = "LETTER_NOT_FOUND";
    /// The letter was sent, or is about to be.
    LetterNotInState = "LETTER_NOT_IN_STATE";

    /// No such notification.
    NotificationNotFound = "NOTIFICATION_NOT_FOUND";
    /// Letters about this topic are always written at once.
    NotificationMailRequired = "NOTIFICATION_MAIL_REQUIRED";
}

impl UserErrorCode {
    /// Whose fault it is, by one of the names that clients and tools know.
    pub fn known(self) -> ErrorCode {
        if self == Self::Unauthenticated {
            ErrorCode::Unauthenticated
        } else if matches!(self, Self::RightMissing | Self::MfaRequired) {
            ErrorCode::Forbidden
        } else if self == Self::Busy {
            ErrorCode::Unavailable
        } else {
            ErrorCode::BadUserInput
        }
    }
}

impl Refusal {
    pub const fn new(code: UserErrorCode) -> Self {
        Self { code, remedy: None, field: None, rule: None }
    }

    #[must_use]
    pub const fn remedy(self, remedy: &'static str) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    #[must_use]
    pub const fn field(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    #[must_use]
    pub const fn rule(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// What stands beside the known code in an error's extensions: our own code as the reason, and the rest.
    pub fn extensions(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let rest = [("remedy", self.remedy), ("field", self.field), ("rule", self.rule)];
        let rest = rest.into_iter().filter_map(|(key, text)| text.map(|text| (key, text)));
        std::iter::once(("reason", self.code.name())).chain(rest)
    }

    fn to_user_error(&self, message: String) -> UserError {
        let [remedy, field, rule] = [self.remedy, self.field, self.rule].map(|text| text.map(str::to_owned));
        UserError { code: self.code, message, remedy, field, rule }
    }
}

/// Splits a mutation's outcome into what goes in the payload and what fails the whole field.
pub fn outcome<T>(result: Result<T, Error>) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match result {
        Ok(value) => Ok((Some(value), vec![])),
        Err(error) => match refusal(&error) {
            Some(refusal) => Ok((None, vec![refusal.to_user_error(error.to_string())])),
            None => Err(failure(&error)),
        },
    }
}

/// What a field that may be null answers. The error stands inside, so that it takes this field alone with it: an
/// `Err` outside of the `Option` would take everything that was asked beside it.
pub type OrNull<T> = Option<async_graphql::Result<T>>;

/// A query's outcome: what was refused is an error with the refusal in its extensions.
pub fn answer<T>(result: Result<T, Error>) -> async_graphql::Result<T> {
    result.map_err(|error| fault(&error))
}

/// What a query says of an error: the refusal in its extensions, or that something broke.
pub fn fault(error: &Error) -> async_graphql::Error {
    match refusal(error) {
        Some(refusal) => refused(&refusal, error),
        None => failure(error),
    }
}

/// The refusal as an error: one of the code names that clients know, and ours as the reason.
fn refused(refusal: &Refusal, error: &Error) -> async_graphql::Error {
    async_graphql::Error::new(error.to_string()).extend_with(|_, extensions| {
        extensions.set("code", refusal.code.known().name());
        for (key, text) in refusal.extensions() {
            extensions.set(key, text);
        }
    })
}

/// Something broke below, which tells the client nothing.
fn failure(error: &Error) -> async_graphql::Error {
    log_failure(error);
    async_graphql::Error::new(BROKEN).extend_with(|_, extensions| extensions.set("code", ErrorCode::Internal.name()))
}

/// What broke is logged here, once, with the whole chain.
pub fn log_failure(error: &Error) {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    tracing::error!(error = error as &dyn std::error::Error, cause, "the request failed");
}
