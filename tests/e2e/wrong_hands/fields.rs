//! Who sees which field. A field that is not here fails the test: add its name to the line of its type that says who
//! may see it, or a line of its own.

use kernel::Right;

use super::who::{May, Who};

/// Where a payment comes from: the customer's own affair.
const CUSTOMER_AND_STAFF: Who = &[May::Customer, May::Staff(&Right::TO_READ_WORK)];
/// Both sides of the work, and the staff who have to do with its money.
const PARTIES: Who = &[May::Customer, May::Expert, May::Staff(&Right::TO_READ_WORK)];
/// The words of a conversation: who takes part in it, and who audits.
const WORDS: Who = &[May::Participant, May::Staff(&[Right::ReadAudit])];
/// What experts did in a customer's account: who gives access there, and who audits.
const ACTIVITY: Who = &[May::Buyer(&[Right::GrantAccess]), May::Staff(&[Right::ReadAudit])];
/// What a customer says in public, once staff have read it (G-35).
const WORD: Who = &[May::Public, May::Customer, May::Staff(&[Right::Moderate])];
/// What of it is not for the expert.
const PRIVATE_WORD: Who = &[May::Customer, May::Staff(&[Right::Moderate])];
/// As [`PARTIES`], and every expert behind the certification gate (IQ-16).
const ASK: Who = &[May::Customer, May::Expert, May::Certified, May::Staff(&Right::TO_READ_WORK)];
/// A party, as its members and most of the staff see it.
const ACCOUNT: Who = &[May::Owner(&[]), May::Staff(&Right::TO_READ_ACCOUNTS)];
/// Colleagues, with their addresses: nobody of another account (IQ-26).
const COLLEAGUES: Who = &[May::Owner(&[]), May::Staff(&Right::TO_READ_MEMBERS)];
const SELLER: Who = &[May::Owner(&[]), May::Staff(&Right::TO_READ_SELLERS)];
/// Whether somebody is who they say, and how far they are: their account, and who reviews it.
const REVIEWED: Who = &[May::Owner(&[]), May::Staff(&[Right::ReviewRegistrations])];
/// What an expert shows to the world once active (IQ-15).
const PUBLIC: Who = &[May::Public, May::Owner(&[]), May::Staff(&[Right::ReviewRegistrations])];
const PUBLIC_CLAIM: Who =
    &[May::Public, May::Owner(&[]), May::Staff(&[Right::ReviewCertifications, Right::ReviewRegistrations])];
const CLAIM: Who = &[May::Owner(&[]), May::Staff(&[Right::ReviewCertifications, Right::ReviewRegistrations])];
/// Whom the operator trusts: who reviews certifications.
const TRUST: Who = &[May::Staff(&[Right::ReviewCertifications])];
const TAX: Who = &[May::Owner(&[Right::ManageSeller]), May::Staff(&[Right::ReviewTaxForms])];
/// Who owns a company: its members who say so, and who reviews it.
const COMPANY: Who = &[May::Owner(&[Right::ManageSeller]), May::Staff(&[Right::ReviewRegistrations])];
const OWN_TENDER: Who = &[May::Owner(&[]), May::Staff(&Right::TO_READ_WORK)];
const PAYOUT: Who = &[May::Owner(&[Right::ViewMoney]), May::Staff(&Right::TO_READ_WORK)];
const BANK: Who = &[May::Owner(&[Right::ManagePayouts, Right::ViewMoney]), May::Staff(&Right::TO_READ_PAYOUT_METHODS)];
/// When the money of a bill comes: the payee's affair, not the customer's.
const FORECAST: Who = &[May::Payee(&[Right::ViewMoney]), May::Staff(&Right::TO_READ_WORK)];
/// What somebody has against the operator: their account, and who answers it (G-54).
const COMPLAINT: Who = &[May::Owner(&[]), May::Staff(&[Right::HandleComplaints])];
/// Part of something: whoever sees that.
const WITH_IT: Who = &[May::WithIt];

/// Type, who, and the fields that they see.
pub const FIELDS: &[(&str, Who, &str)] = &[
    ("Account", ACCOUNT, "id name address timeZone currency status openedAt closedAt suspendReason"),
    ("Account", COLLEAGUES, "members"),
    ("Account", SELLER, "sellerRegistration"),
    ("Account", REVIEWED, "expertProfiles"),
    ("Member", COLLEAGUES, "id account name email status rights invitationExpiresAt removedAt"),
    ("ExpertProfile", PUBLIC, "id displayName headline bio photo company experience links rate certifications reviews"),
    ("ExpertProfile", PUBLIC, "reviewSummary slug"),
    ("ExpertProfile", REVIEWED, "legalName contactEmail registration"), // Never the customer's (G-05).
    ("Registration", REVIEWED, "id account expertProfile identityCheck status timeline reason correctable"),
    ("Registration", REVIEWED, "submittedAt identityCheckDueAt completedAt activatedAt"),
    ("IdentityCheck", REVIEWED, "id status since callAt call freeCallSlots reason document"),
    ("CompanyCheck", COMPANY, "id account status since owners documents reviewDueOn reason"),
    ("CertificationLink", PUBLIC_CLAIM, "id issuer level status since issuedOn expiresAt"),
    ("CertificationLink", CLAIM, "externalId evidence reason rejection credential deadlines"),
    ("CredentialIssuer", TRUST, "id issuer name status since reason keys achievements"),
    ("Dac7Form", TAX, "id account version status legalName birthDate birthPlace address taxResidences vatId"),
    (
        "Dac7Form",
        TAX,
        "actingAs businessRegistration establishments exclusionClaims holderReason accountCountry findings",
    ),
    ("Dac7Form", TAX, "accountHolder missingFields doubts changesRequested savedAt submittedAt reviewDueOn approvedAt"),
    ("Dac7Form", TAX, "reconfirmAt expiresAt differences proposedBy"),
    (
        "UsTaxForm",
        TAX,
        "id account version status kind usPerson actingAs legalName businessName classification address",
    ),
    ("UsTaxForm", TAX, "homeCountry usTinKind usTin residence birthDate chapter4Status treatyClaim exemptPayeeCode"),
    ("UsTaxForm", TAX, "backupWithholding savedAt signedName signedCapacity signedAt expiresAt nextNoticeAt"),
    ("UsTaxForm", TAX, "missingFields doubts changesRequested"),
    ("CustomerRequest", ASK, "id title description budget preferredLocation status responderCount responses"),
    ("CustomerRequest", ASK, "openedAt lastActivityAt isDirect skills"),
    ("CustomerRequest", CUSTOMER_AND_STAFF, "archivedAt comparison"), // No rival reads what others offer.
    ("Response", PARTIES, "id customerRequest conversation expertProfile speaksAs status sentAt withdrawnAt"),
    ("Conversation", PARTIES, "id customerRequest customerName expertName openedAt lastMessageAt proposals"),
    ("Conversation", PARTIES, "contactName"),
    ("Conversation", CUSTOMER_AND_STAFF, "contactEmail"), // Never the expert's (G-27).
    ("Conversation", WORDS, "messages"),
    ("Proposal", PARTIES, "id conversation customerRequest engagement title terms maximum status sentAt expiresAt"),
    ("Proposal", PARTIES, "termsHtml paymentType schedule replaces replacedBy decidedAt"),
    ("Engagement", PARTIES, "id proposal customerRequest conversation customerName expertName title maximum approved"),
    (
        "Engagement",
        PARTIES,
        "pending remaining paymentType onSilence approveAfterDays status startedAt completedAt paymentRequests accessGrants",
    ),
    ("Engagement", PARTIES, "cancelledAt cancellationRequests review"),
    ("Engagement", CUSTOMER_AND_STAFF, "paymentMethod"),
    ("CancellationRequest", PARTIES, "id engagement askedBy reason askedAt status answerDueAt decidedAt approvedBy"),
    ("CancellationRequest", PARTIES, "withdrawReason"),
    ("AccessGrant", PARTIES, "id engagement personName level givenLevel purpose status requestedAt givenAt endedAt"),
    ("AccessGrant", PARTIES, "reason endCause certificationEndedAt"),
    ("AccessGrant", ACTIVITY, "activity"),
    ("Review", WORD, "id stars text writtenAt publishedAt reply"),
    ("Review", PRIVATE_WORD, "status wouldWorkAgain removalReason removalNote"), // Never the expert's.
    ("Review", CUSTOMER_AND_STAFF, "engagement"),
    ("PaymentRequest", PARTIES, "id engagement answers charge name description amount isFinal status submittedAt"),
    ("PaymentRequest", PARTIES, "scheduledOn autoApproveAt decidedAt approvedBy declineReason"),
    // The rate is public (`feeSchedules`), so what it comes to is no secret between the two sides.
    ("PaymentRequest", PARTIES, "fee feeBasisPoints net estimatedFee"),
    ("PaymentRequest", PARTIES, "disputes"),
    ("PaymentRequest", FORECAST, "forecast"),
    ("Dispute", PARTIES, "id paymentRequest statement openedAt answer recommendation status answerDueAt endedAt"),
    ("Dispute", PARTIES, "settlement part"),
    (
        "Complaint",
        COMPLAINT,
        "id account statement filedAt status answerDueAt extensionReason extendedAt answer answeredAt",
    ),
    ("Charge", PARTIES, "id paymentRequest status amount collected open tender dueAt nextAttemptAt collectionWindow"),
    ("Charge", PARTIES, "attempts collections refunds reduced refunded refundable writtenOff reversed reversals"),
    ("Refund", PARTIES, "id paymentRequest amount asked kind reason status statusSince outcome problem begunAt"),
    ("Refund", PARTIES, "reduced returned fee"),
    ("Refund", CUSTOMER_AND_STAFF, "paymentMethod"),
    ("Charge", CUSTOMER_AND_STAFF, "paymentMethod"),
    ("PaymentMethod", OWN_TENDER, "id tender netDays addedAt"),
    (
        "PayoutMethod",
        BANK,
        "id account currency rail accountNumberMasked routingNumber holder holderReason bankAddress",
    ),
    ("PayoutMethod", BANK, "documentIssuedOn addedAt status reviewDueOn failure"),
    ("Disbursement", PAYOUT, "id account payoutMethod amount runOn scheduledAt status statusSince reportStatus"),
    ("Disbursement", PAYOUT, "bankTrace failure lines"),
    // What has no life of its own.
    ("AccessActivity", WITH_IT, "id kind byName reason at session"),
    ("AccessLevel", WITH_IT, "name description includes"),
    ("AccessSession", WITH_IT, "id level openedAt endsAt"),
    ("OpenedAccessSession", WITH_IT, "session credentials"),
    ("Address", WITH_IT, "street city postalCode country"),
    ("AuditEntry", WITH_IT, "id kind subject actor reason at recordedAt"),
    ("Balances", WITH_IT, "pending available inTransit unfunded owedBack payable credit"),
    ("BankBreak", WITH_IT, "id problem isCritical since amount direction bookedOn statement lineNumber reference"),
    ("BankBreak", WITH_IT, "bankReference returnCode disbursement evidence"),
    ("BankDocument", WITH_IT, "id name digest kind receivedAt problem"),
    (
        "BankFile",
        WITH_IT,
        "id rail fileIdentity paymentCount amount executeOn madeAt attempts status statusSince failure",
    ),
    ("BankFile", WITH_IT, "disbursements"),
    ("BeneficialOwner", WITH_IT, "name birthDate country shareBasisPoints"),
    ("ComparedResponse", WITH_IT, "response expertProfile name rate certifications reviewSummary proposal"),
    ("CompanyDocument", WITH_IT, "document file issuedOn"),
    ("BirthPlace", WITH_IT, "city country"),
    ("BusinessRegistration", WITH_IT, "country number notIssued"),
    ("Budget", WITH_IT, "atLeast atMost"),
    ("ChargeAttempt", WITH_IT, "number amount status begunAt failure"),
    ("Company", WITH_IT, "name description logo url"),
    ("Country", WITH_IT, "code name isEligible periods"),
    ("EligiblePeriod", WITH_IT, "fromOn toOn checksCompanies"),
    ("Collection", WITH_IT, "id amount fee net excess at"),
    ("CertificationDeadline", WITH_IT, "kind dueAt daysBefore"),
    ("CertificationReviewCounts", WITH_IT, "total oldestSince waitsFor issuers"),
    ("BlockedMoney", WITH_IT, "amount code payeeCount"),
    ("CallSlot", WITH_IT, "id startsAt endsAt place status identityCheck"),
    ("CredentialAchievement", WITH_IT, "achievement level"),
    ("CredentialProof", WITH_IT, "issuerName achievement verifiedAt statusFreshUntil"),
    ("Dac7Change", WITH_IT, "field fault reason"),
    ("Dac7Difference", WITH_IT, "field before after"),
    ("Dac7FormOutcome", WITH_IT, "dac7FormId isApproved isProposed errors"),
    ("Dac7ReviewCounts", WITH_IT, "total clean overdue statuses countries kinds doubts"),
    ("DayWindow", WITH_IT, "earliest latest"),
    ("DisbursementLine", WITH_IT, "amount paymentRequest givenBackBy"),
    ("DisputeStatement", WITH_IT, "text at"),
    ("DueDiligenceCase", WITH_IT, "id account cause status requestedAt earliestActionAt dueAt measure liftedAt steps"),
    ("DueDiligenceStep", WITH_IT, "kind content at recordedAt by"),
    ("ExclusionClaim", WITH_IT, "ground evidence"),
    ("Experience", WITH_IT, "title organisation startedOn endedOn description link"),
    ("Attachment", WITH_IT, "name file"),
    ("Call", WITH_IT, "link startsAt endsAt"),
    ("File", WITH_IT, "id path mediaType size"),
    ("FeeSchedule", WITH_IT, "id basisPoints bounds validFromAt validUntilAt"),
    ("FeeBounds", WITH_IT, "currency minimum maximum"),
    ("Finding", WITH_IT, "code path severity message"),
    ("Hold", WITH_IT, "id account currency reason note placedAt placedBy releasedAt releaseReason"),
    ("FreeCallSlot", WITH_IT, "id startsAt endsAt"),
    ("HourlyRate", WITH_IT, "min max"),
    ("Letter", WITH_IT, "id event to name subject text html invitation writtenAt status endedAt nextTryAt problem"),
    ("Invitation", WITH_IT, "memberId accountName expiresAt"),
    ("Message", WITH_IT, "id conversation author speaksAs text attachments call sentAt"),
    ("Money", WITH_IT, "amount currency"),
    ("Notification", WITH_IT, "id kind topic about title text at readAt"),
    ("NotificationPreference", WITH_IT, "topic mail isRequired"),
    ("MyConversation", WITH_IT, "conversation side archivedAt unreadCount members"),
    ("SavedSearch", WITH_IT, "id name text skills location budgetAtLeast savedAt"),
    ("PageInfo", WITH_IT, "startCursor endCursor hasNextPage hasPreviousPage"),
    ("PaymentBlocker", WITH_IT, "code expected holdReasons liftedBy message remedy rule runOn"),
    ("PaymentForecast", WITH_IT, "net arrival assumes parts"),
    ("PaymentPart", WITH_IT, "amount arrival assumes blockers collection disbursement run status"),
    ("PayoutBlocker", WITH_IT, "code currency runOn remedy"),
    ("Deadline", WITH_IT, "kind dueAt effect rule subjectId"),
    ("PayoutPlan", WITH_IT, "at blocked totals payouts"),
    ("PayoutPlanTotal", WITH_IT, "available blocked currency inTransit unfunded"),
    ("PayoutPreference", WITH_IT, "currency interval monthDay minimum isPaused nextRunOn"),
    ("PayoutRun", WITH_IT, "currency runOn cutoffAt scheduledCount blockedCount"),
    ("PlannedPayout", WITH_IT, "amount arrival currency earliestRunOn payeeCount rail runOn stage"),
    ("Receivable", WITH_IT, "account amount"),
    ("ReceivableWriteOff", WITH_IT, "id account amount owed reason at"),
    ("RegistrationStep", WITH_IT, "kind status doneAt expectedBy blockedBy message remedy"),
    ("RevealedIdentifier", WITH_IT, "value"),
    ("Reversal", WITH_IT, "id kind amount taken reason at"),
    ("ReviewCount", WITH_IT, "value count"),
    ("ReviewReply", WITH_IT, "text at"),
    ("ReviewSummary", WITH_IT, "count averageStars byStars"),
    ("SandboxClock", WITH_IT, "now"),
    ("ScheduleLine", WITH_IT, "dueOn amount"),
    ("SellerRegistration", WITH_IT, "legalName kind taxCountry bankAddress savedAt"),
    ("StaffMember", WITH_IT, "id name email status rights dismissedAt"),
    ("SuspendedMoney", WITH_IT, "id kind charge amount externalId at assignedTo assignedAt"),
    ("TaxResidence", WITH_IT, "country tin noTinBecause"),
    ("TreatyClaim", WITH_IT, "country article rateBasisPoints income explanation"),
    ("BillingEvent", WITH_IT, "id parentId kind action amount currency affectsBalance at recordedAt paymentRequest"),
    ("BillingEvent", WITH_IT, "disbursement"),
    ("StatementLine", WITH_IT, "number reference at recordedAt increase decrease balance paymentRequest disbursement"),
    ("LedgerTransaction", WITH_IT, "id reference at recordedAt legs"),
    ("LedgerLeg", WITH_IT, "kind ownerId currency debit credit"),
    ("TrialBalanceRow", WITH_IT, "kind side debit credit"),
    ("UpcomingBill", WITH_IT, "amount assumes blockers paymentRequest"),
    ("UpcomingPayout", WITH_IT, "amount arrival currency earliestRunOn runOn stage bills"),
    ("UsTaxChange", WITH_IT, "field fault reason"),
    ("UsTaxReviewCounts", WITH_IT, "total oldestSince kinds"),
    ("UserError", WITH_IT, "code message remedy field rule"),
    ("Viewer", WITH_IT, "kind email secondFactor account member staffMember expertProfile invitations"),
    ("WhyNotPaid", WITH_IT, "blockers message net paid parts paymentRequest refunded standing unpaid"),
];

/// Whom an id alone leads to a thing, where that is not everybody who sees it on other ways.
pub const BY_ID: &[(&str, Who)] = &[("CertificationLink", CLAIM)];
