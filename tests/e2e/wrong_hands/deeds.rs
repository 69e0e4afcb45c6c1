//! Who may do what. A mutation that is not here fails the test: add it, and in `inputs` what it is tried with.
//!
//! The order is that of a story: each deed is first tried by every wrong hand, and then done by the right one.

use kernel::Right;

use super::cast::House;

/// A mutation, and who may do it.
pub struct Deed {
    pub mutation: &'static str,
    pub by: By,
    /// The field of the input that names what is changed, and how it is refused to those who may not see it.
    pub target: Option<(&'static str, &'static str)>,
    /// A right of staff that opens it too.
    pub also: Option<Right>,
    /// Rights of the same house that open it with other input.
    pub or: &'static [Right],
    /// What becomes of it in the hands of the other side of the work.
    pub other_side: OtherSide,
}

/// The other side sees the work, so it may be told more than that there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSide {
    /// The deed is not theirs: there is nothing.
    FindsNothing,
    /// Refused with a code of its own.
    IsTold(&'static str),
    /// May do it too.
    MayToo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A member of that house, or of the staff, who holds the right.
    Holder(House, Right),
    /// The person alone, an expert: no right is asked.
    Person,
    /// An expert who holds either right to speak (IQ-22).
    Speaker,
    /// Whoever takes part in a conversation: no right is asked.
    Participant,
    /// Whoever is in an account, for themselves: no right is asked.
    Member,
    /// Somebody who is signed in and in no account.
    Newcomer,
    /// Whoever was invited.
    Invited,
}

const fn deed(mutation: &'static str, by: By) -> Deed {
    Deed { mutation, by, target: None, also: None, or: &[], other_side: OtherSide::FindsNothing }
}

const fn customer(mutation: &'static str, right: Right) -> Deed {
    deed(mutation, By::Holder(House::Customer, right))
}

const fn expert(mutation: &'static str, right: Right) -> Deed {
    deed(mutation, By::Holder(House::Expert, right))
}

const fn staff(mutation: &'static str, right: Right) -> Deed {
    deed(mutation, By::Holder(House::Operator, right))
}

impl Deed {
    const fn on(self, field: &'static str, not_found: &'static str) -> Self {
        Self { target: Some((field, not_found)), ..self }
    }

    const fn or_staff(self, right: Right) -> Self {
        Self { also: Some(right), ..self }
    }

    const fn or(self, or: &'static [Right]) -> Self {
        Self { or, ..self }
    }

    const fn other_side(self, other_side: OtherSide) -> Self {
        Self { other_side, ..self }
    }

    /// The rights that open it.
    pub fn rights(&self) -> Vec<Right> {
        let held = match &self.by {
            By::Holder(_, right) => std::slice::from_ref(right),
            By::Speaker => &Right::TO_SPEAK,
            By::Person | By::Participant | By::Member | By::Newcomer | By::Invited => &[],
        };
        held.iter().copied().chain(self.also).chain(self.or.iter().copied()).collect()
    }
}

/// Everything that can be done.
pub const DEEDS: &[Deed] = &[
    // Accounts.
    deed("accountOpen", By::Newcomer),
    customer("memberInvite", Right::ManageAccount),
    deed("memberJoin", By::Invited).on("memberId", "MEMBER_NOT_FOUND"),
    customer("memberRightsSet", Right::ManageAccount).on("memberId", "MEMBER_NOT_FOUND"),
    customer("memberRemove", Right::ManageAccount).on("memberId", "MEMBER_NOT_FOUND"),
    staff("accountSuspend", Right::ReviewRegistrations),
    staff("accountReinstate", Right::ReviewRegistrations),
    customer("accountClose", Right::ManageAccount).on("accountId", "ACCOUNT_NOT_FOUND"),
    expert("companySave", Right::ManageAccount),
    staff("staffAppoint", Right::ManageStaff),
    staff("staffDismiss", Right::ManageStaff),
    // Certifications.
    deed("certificationLink", By::Person),
    deed("certificationRequestReview", By::Person).on("certificationLinkId", "CERTIFICATION_NOT_FOUND"),
    staff("certificationVerify", Right::ReviewCertifications),
    deed("certificationUnlink", By::Person).on("certificationLinkId", "CERTIFICATION_NOT_FOUND"),
    staff("certificationReject", Right::ReviewCertifications),
    staff("certificationRevoke", Right::ReviewCertifications),
    staff("credentialIssuerTrust", Right::ReviewCertifications),
    deed("credentialSubmit", By::Person),
    staff("credentialIssuerDistrust", Right::ReviewCertifications),
    // Tax.
    expert("dac7FormSave", Right::ManageSeller),
    expert("dac7FormSubmit", Right::ManageSeller).on("dac7FormId", "DAC7_FORM_NOT_FOUND"),
    staff("dac7FormReview", Right::ReviewTaxForms),
    staff("dac7FormRequestChanges", Right::ReviewTaxForms),
    staff("dac7FormApprove", Right::ReviewTaxForms),
    staff("dac7FormsApprove", Right::ReviewTaxForms),
    staff("identifierReveal", Right::RevealIdentifiers),
    expert("usTaxFormSave", Right::ManageSeller),
    expert("usTaxFormSubmit", Right::ManageSeller).on("usTaxFormId", "US_TAX_FORM_NOT_FOUND"),
    staff("usTaxFormRequestChanges", Right::ReviewTaxForms),
    staff("usTaxFormApprove", Right::ReviewTaxForms),
    // Registration.
    deed("expertProfileSave", By::Person).on("expertProfileId", "EXPERT_PROFILE_NOT_FOUND"),
    deed("expertProfileSlugChoose", By::Person).on("expertProfileId", "EXPERT_PROFILE_NOT_FOUND"),
    expert("sellerRegistrationSave", Right::ManageSeller),
    expert("registrationSubmit", Right::ManageSeller).on("registrationId", "REGISTRATION_NOT_FOUND"),
    staff("registrationReview", Right::ReviewRegistrations),
    expert("identityCheckSubmit", Right::ManageSeller).on("identityCheckId", "IDENTITY_CHECK_NOT_FOUND"),
    staff("identityCheckAskMore", Right::ReviewRegistrations),
    staff("identityCheckPass", Right::ReviewRegistrations),
    expert("companyCheckSubmit", Right::ManageSeller).on("companyCheckId", "COMPANY_CHECK_NOT_FOUND"),
    staff("companyCheckAskMore", Right::ReviewRegistrations),
    staff("companyCheckPass", Right::ReviewRegistrations),
    staff("registrationApprove", Right::ReviewRegistrations),
    staff("registrationSuspend", Right::ReviewRegistrations),
    staff("registrationReinstate", Right::ReviewRegistrations),
    expert("registrationClose", Right::ManageSeller)
        .on("registrationId", "REGISTRATION_NOT_FOUND")
        .or_staff(Right::ReviewRegistrations),
    staff("callSlotsPublish", Right::ReviewRegistrations),
    staff("callSlotWithdraw", Right::ReviewRegistrations),
    staff("identityCheckRequireCall", Right::ReviewRegistrations),
    expert("identityCallBook", Right::ManageSeller).on("identityCheckId", "IDENTITY_CHECK_NOT_FOUND"),
    staff("identityCallMissed", Right::ReviewRegistrations),
    staff("identityCheckFail", Right::ReviewRegistrations),
    staff("registrationReject", Right::ReviewRegistrations),
    expert("registrationReopen", Right::ManageSeller).on("registrationId", "REGISTRATION_NOT_FOUND"),
    // Work.
    customer("customerRequestOpen", Right::FileRequest),
    customer("customerRequestEdit", Right::FileRequest).on("customerRequestId", "CUSTOMER_REQUEST_NOT_FOUND"),
    customer("customerRequestStopAnswers", Right::FileRequest).on("customerRequestId", "CUSTOMER_REQUEST_NOT_FOUND"),
    customer("customerRequestTakeAnswers", Right::FileRequest).on("customerRequestId", "CUSTOMER_REQUEST_NOT_FOUND"),
    deed("customerRequestHide", By::Speaker),
    deed("customerRequestUnhide", By::Speaker),
    deed("savedSearchSave", By::Speaker),
    deed("savedSearchRemove", By::Member).on("savedSearchId", "SAVED_SEARCH_NOT_FOUND"),
    customer("customerRequestArchive", Right::FileRequest).on("customerRequestId", "CUSTOMER_REQUEST_NOT_FOUND"),
    customer("customerRequestRestore", Right::FileRequest).on("customerRequestId", "CUSTOMER_REQUEST_NOT_FOUND"),
    expert("responseSend", Right::SpeakAsIndividual),
    expert("messageSend", Right::SpeakAsIndividual)
        .on("conversationId", "CONVERSATION_NOT_FOUND")
        .other_side(OtherSide::MayToo),
    customer("directMessageSend", Right::FileRequest),
    deed("messageMarkRead", By::Participant).on("messageId", "MESSAGE_NOT_FOUND"),
    deed("conversationMembersSet", By::Participant).on("conversationId", "CONVERSATION_NOT_FOUND"),
    deed("conversationArchive", By::Participant).on("conversationId", "CONVERSATION_NOT_FOUND"),
    deed("conversationRestore", By::Participant).on("conversationId", "CONVERSATION_NOT_FOUND"),
    deed("notificationMarkRead", By::Member).on("notificationId", "NOTIFICATION_NOT_FOUND"),
    deed("notificationPreferenceSet", By::Member),
    expert("proposalSend", Right::ProposeMilestone)
        .on("conversationId", "CONVERSATION_NOT_FOUND")
        .or(&Right::TO_PROPOSE),
    expert("proposalWithdraw", Right::ProposeMilestone).on("proposalId", "PROPOSAL_NOT_FOUND").or(&Right::TO_PROPOSE),
    expert("responseWithdraw", Right::SpeakAsIndividual).on("responseId", "RESPONSE_NOT_FOUND"),
    customer("proposalDecline", Right::Accept)
        .on("proposalId", "PROPOSAL_NOT_FOUND")
        .other_side(OtherSide::IsTold("OWN_ACCOUNT")),
    customer("paymentMethodAdd", Right::Pay),
    customer("proposalAccept", Right::Accept)
        .on("proposalId", "PROPOSAL_NOT_FOUND")
        .other_side(OtherSide::IsTold("OWN_ACCOUNT")),
    customer("paymentMethodChange", Right::Pay).on("engagementId", "ENGAGEMENT_NOT_FOUND"),
    expert("accessGrantRequest", Right::RequestAccess).on("engagementId", "ENGAGEMENT_NOT_FOUND"),
    expert("accessGrantWithdraw", Right::RequestAccess).on("accessGrantId", "ACCESS_GRANT_NOT_FOUND"),
    customer("accessGrantDecline", Right::GrantAccess).on("accessGrantId", "ACCESS_GRANT_NOT_FOUND"),
    customer("accessGrantApprove", Right::GrantAccess).on("accessGrantId", "ACCESS_GRANT_NOT_FOUND"),
    deed("accessSessionOpen", By::Person).on("accessGrantId", "ACCESS_GRANT_NOT_FOUND"),
    customer("accessGrantRevoke", Right::GrantAccess).on("accessGrantId", "ACCESS_GRANT_NOT_FOUND"),
    expert("paymentRequestSubmit", Right::Bill).on("engagementId", "ENGAGEMENT_NOT_FOUND"),
    expert("paymentRequestWithdraw", Right::Bill).on("paymentRequestId", "PAYMENT_REQUEST_NOT_FOUND"),
    customer("paymentRequestDecline", Right::Pay).on("paymentRequestId", "PAYMENT_REQUEST_NOT_FOUND"),
    customer("paymentRequestApprove", Right::Pay).on("paymentRequestId", "PAYMENT_REQUEST_NOT_FOUND"),
    customer("disputeOpen", Right::Pay).on("paymentRequestId", "PAYMENT_REQUEST_NOT_FOUND"),
    staff("disputeRecommend", Right::HandleComplaints),
    expert("disputeAnswer", Right::Bill).on("disputeId", "DISPUTE_NOT_FOUND"),
    customer("disputeSettle", Right::Pay).on("disputeId", "DISPUTE_NOT_FOUND"),
    customer("disputeWithdraw", Right::Pay).on("disputeId", "DISPUTE_NOT_FOUND"),
    expert("engagementComplete", Right::Bill).on("engagementId", "ENGAGEMENT_NOT_FOUND"),
    expert("cancellationRequest", Right::Bill)
        .on("engagementId", "ENGAGEMENT_NOT_FOUND")
        .or(&Right::TO_CANCEL)
        .other_side(OtherSide::MayToo),
    customer("cancellationReject", Right::Accept)
        .on("cancellationRequestId", "CANCELLATION_NOT_FOUND")
        .or(&Right::TO_CANCEL)
        .other_side(OtherSide::IsTold("OWN_REQUEST")),
    expert("cancellationWithdraw", Right::Bill)
        .on("cancellationRequestId", "CANCELLATION_NOT_FOUND")
        .or(&Right::TO_CANCEL),
    customer("cancellationApprove", Right::Accept)
        .on("cancellationRequestId", "CANCELLATION_NOT_FOUND")
        .or(&Right::TO_CANCEL)
        .other_side(OtherSide::IsTold("OWN_REQUEST")),
    // What is said of it.
    customer("reviewWrite", Right::WriteReview)
        .on("engagementId", "ENGAGEMENT_NOT_FOUND")
        .other_side(OtherSide::IsTold("OWN_ACCOUNT")),
    staff("reviewPublish", Right::Moderate),
    expert("reviewReply", Right::SpeakAsCompany).on("reviewId", "REVIEW_NOT_FOUND"),
    staff("reviewRemove", Right::Moderate),
    // What is given back.
    customer("refundRequest", Right::Pay).on("paymentRequestId", "PAYMENT_REQUEST_NOT_FOUND"),
    expert("refundRefuse", Right::Refund).on("refundId", "REFUND_NOT_FOUND"),
    expert("refundOffer", Right::Refund),
    customer("refundDataGive", Right::Pay)
        .on("refundId", "REFUND_NOT_FOUND")
        .or(&Right::TO_GIVE_REFUND_DATA)
        .other_side(OtherSide::MayToo),
    staff("refundResolve", Right::SettleUnresolved),
    // Money.
    staff("feeScheduleAdd", Right::ManageFees),
    staff("countrySet", Right::ManageFees),
    staff("chargeCollect", Right::SettleUnresolved),
    staff("chargeMarkUncollectible", Right::WriteOff),
    staff("chargeWriteOff", Right::WriteOff),
    staff("chargeReopen", Right::WriteOff),
    expert("payoutMethodAdd", Right::ManagePayouts),
    staff("payoutMethodVerify", Right::ReviewRegistrations),
    expert("payoutMethodConfirm", Right::ManagePayouts).on("payoutMethodId", "PAYOUT_METHOD_NOT_FOUND"),
    staff("payoutMethodReject", Right::ReviewRegistrations),
    expert("payoutMethodRemove", Right::ManagePayouts).on("payoutMethodId", "PAYOUT_METHOD_NOT_FOUND"),
    staff("disbursementResolve", Right::SettleUnresolved),
    staff("letterSendAgain", Right::SettleUnresolved),
    staff("payoutRun", Right::RunPayouts),
    staff("disbursementCancel", Right::RunPayouts),
    staff("receivableWriteOff", Right::WriteOff),
    staff("suspenseAssign", Right::SettleUnresolved),
    staff("breakResolve", Right::SettleUnresolved),
    expert("payoutPreferenceSet", Right::ManagePayouts),
    expert("payoutPause", Right::ManagePayouts),
    expert("payoutResume", Right::ManagePayouts),
    staff("holdPlace", Right::ManageHolds),
    staff("holdRelease", Right::ManageHolds),
    staff("sandboxClockAdvance", Right::AdvanceClock),
    deed("complaintFile", By::Member),
    staff("complaintExtend", Right::HandleComplaints),
    staff("complaintAnswer", Right::HandleComplaints),
    // Tax data that are missing.
    staff("dueDiligenceOpen", Right::ReviewTaxForms),
    staff("dueDiligenceBlock", Right::ManageTaxYear),
    staff("dueDiligenceWithhold", Right::ManageTaxYear),
    // A company that is checked again.
    staff("companyCheckRenew", Right::ReviewRegistrations),
    staff("companyCheckFail", Right::ReviewRegistrations),
    // After three years.
    expert("dac7FormReconfirm", Right::ManageSeller).on("dac7FormId", "DAC7_FORM_NOT_FOUND"),
];
