//! Who may ask which query. A query that is not here fails the test: add it.

use kernel::Right;

use super::who::{May, Who};

/// How the answer to a query is bounded.
pub enum Root {
    /// One thing by its id: for whoever sees the thing's own id.
    ById(&'static str),
    /// An expert by the name of their page: for whoever sees the profile's own id.
    BySlug,
    /// Any thing by its id.
    Node,
    /// A field of the thing whose id is given: the type, its field, and the argument.
    Within(&'static str, &'static str, &'static str),
    /// For these, with each of these arguments.
    To(Who, &'static [&'static str]),
    /// For these, of their own account alone.
    Own(Who),
}

use Root::{ById, BySlug, Own, To, Within};

/// No arguments.
const PLAIN: &[&str] = &[""];
const EVERYBODY: Who = &[May::Everybody];
const SIGNED_IN: Who = &[May::SignedIn];
const MONEY: Who = &[May::Member(&[Right::ViewMoney])];
const PAYEE: Who = &[May::Member(&[Right::ViewMoney, Right::ManagePayouts])];
const SETTLER: Who = &[May::Staff(&[Right::SettleUnresolved])];
const REVIEWER: Who = &[May::Staff(&[Right::ReviewRegistrations])];
const HOLDER: Who = &[May::Staff(&[Right::ManageHolds])];
const AUDITOR: Who = &[May::Staff(&[Right::ReadAudit])];

/// What can be followed, and who may: those whom the argument's thing lets see its field.
pub const STREAMS: &[(&str, &str, &str)] = &[("messageSent", "Conversation", "messages")];

/// The query, and who may ask it.
pub const ROOTS: &[(&str, Root)] = &[
    ("accessActivity", Within("AccessGrant", "activity", "accessGrantId")),
    ("accessGrant", ById("AccessGrant")),
    ("accessGrants", To(SIGNED_IN, &["(side: CUSTOMER)", "(side: EXPERT)"])),
    ("accessLevels", To(EVERYBODY, PLAIN)),
    ("account", ById("Account")),
    ("auditTrail", To(AUDITOR, PLAIN)),
    ("balances", Own(MONEY)),
    ("bankDocuments", To(&[May::Staff(&Right::TO_READ_BANK_FILES)], &["", "(onlyDoubtful: true)"])),
    ("bankFiles", To(&[May::Staff(&Right::TO_READ_BANK_FILES)], PLAIN)),
    ("billingEvents", To(MONEY, &["(first: 100)"])),
    ("breaks", To(SETTLER, PLAIN)),
    ("callSlots", To(REVIEWER, PLAIN)),
    ("cancellationRequest", ById("CancellationRequest")),
    ("certificationLink", ById("CertificationLink")),
    ("certificationLinks", To(&[May::Member(&[]), May::Staff(&[Right::ReviewCertifications])], PLAIN)),
    ("certificationReviewCounts", To(&[May::Staff(&[Right::ReviewCertifications])], PLAIN)),
    ("certificationReviewQueue", To(&[May::Staff(&[Right::ReviewCertifications])], PLAIN)),
    ("charge", ById("Charge")),
    ("charges", To(SETTLER, &["(status: COLLECTED)", "(status: OVERDUE)"])),
    ("countries", To(EVERYBODY, PLAIN)),
    ("companyCheck", ById("CompanyCheck")),
    ("companyChecks", To(&[May::Member(&[Right::ManageSeller]), May::Staff(&[Right::ReviewRegistrations])], PLAIN)),
    ("complaint", ById("Complaint")),
    ("complaintQueue", To(&[May::Staff(&[Right::HandleComplaints])], PLAIN)),
    ("conversation", ById("Conversation")),
    ("credentialIssuer", ById("CredentialIssuer")),
    ("credentialIssuers", To(&[May::Staff(&[Right::ReviewCertifications])], PLAIN)),
    ("customerRequest", ById("CustomerRequest")),
    ("customerRequests", To(&[May::Certified], &["", "(hidden: true)"])),
    ("customerRequestSearch", To(&[May::Certified], &["(search: { text: \"shop\" })"])),
    ("dac7Form", ById("Dac7Form")),
    ("dac7Forms", To(&[May::Member(&[Right::ManageSeller])], PLAIN)),
    ("dac7FormsToReview", To(&[May::Staff(&[Right::ReviewTaxForms])], PLAIN)),
    ("dac7ReviewCounts", To(&[May::Staff(&[Right::ReviewTaxForms])], PLAIN)),
    ("dac7ReviewQueue", To(&[May::Staff(&[Right::ReviewTaxForms])], PLAIN)),
    ("deadlines", To(SIGNED_IN, PLAIN)),
    ("disbursement", ById("Disbursement")),
    ("disbursements", To(MONEY, PLAIN)),
    ("dispute", ById("Dispute")),
    ("disputes", To(&[May::Staff(&[Right::HandleComplaints])], PLAIN)),
    ("dueDiligenceCases", To(&[May::Staff(&Right::TO_READ_DUE_DILIGENCE)], PLAIN)),
    ("engagement", ById("Engagement")),
    ("engagements", To(SIGNED_IN, &["(side: CUSTOMER)", "(side: EXPERT)"])),
    ("expertProfile", ById("ExpertProfile")),
    ("expertProfileBySlug", BySlug),
    ("feeSchedules", To(EVERYBODY, PLAIN)),
    ("holds", To(HOLDER, &["", "(standing: false)"])),
    ("identityCheck", ById("IdentityCheck")),
    ("ledgerTransactions", To(AUDITOR, PLAIN)),
    ("letters", To(AUDITOR, PLAIN)),
    ("members", Within("Account", "members", "accountId")),
    ("myComplaints", To(SIGNED_IN, PLAIN)),
    ("myNotificationPreferences", To(SIGNED_IN, PLAIN)),
    ("myNotifications", To(SIGNED_IN, &["", "(filter: { unread: true })"])),
    ("myUnreadNotificationCount", To(SIGNED_IN, PLAIN)),
    ("myConversations", To(SIGNED_IN, &["(side: CUSTOMER)", "(side: EXPERT, filter: { archived: true })"])),
    ("myCustomerRequests", To(SIGNED_IN, &["", "(archived: true)"])),
    ("mySavedSearches", To(SIGNED_IN, PLAIN)),
    ("myResponses", To(SIGNED_IN, PLAIN)),
    ("node", Root::Node),
    ("now", To(EVERYBODY, PLAIN)),
    ("paymentMethods", To(SIGNED_IN, PLAIN)),
    ("paymentRequest", ById("PaymentRequest")),
    ("payoutBlockers", Own(PAYEE)),
    ("payoutMethod", ById("PayoutMethod")),
    ("payoutMethods", To(PAYEE, PLAIN)),
    ("payoutMethodsToReview", To(REVIEWER, PLAIN)),
    ("payoutPlan", To(&[May::Staff(&[Right::RunPayouts])], PLAIN)),
    ("payoutPreferences", Own(PAYEE)),
    ("proposal", ById("Proposal")),
    ("refund", ById("Refund")),
    ("registration", ById("Registration")),
    ("registrations", To(REVIEWER, PLAIN)),
    ("response", ById("Response")),
    ("review", ById("Review")),
    ("reviewModerationQueue", To(&[May::Staff(&[Right::Moderate])], PLAIN)),
    ("unresolvedRefunds", To(&[May::Staff(&[Right::SettleUnresolved])], PLAIN)),
    ("staff", To(&[May::Staff(&[Right::ManageStaff])], PLAIN)),
    ("statement", To(MONEY, &["(balance: AVAILABLE, currency: \"USD\")", "(balance: PAYABLE, currency: \"USD\")"])),
    ("receivables", To(&[May::Staff(&[Right::WriteOff])], PLAIN)),
    ("suspendedMoney", To(&[May::Staff(&Right::TO_READ_SUSPENSE)], PLAIN)),
    ("trialBalance", To(AUDITOR, PLAIN)),
    ("unresolvedDisbursements", To(SETTLER, PLAIN)),
    ("upcomingPayouts", To(MONEY, PLAIN)),
    ("usTaxForm", ById("UsTaxForm")),
    ("usTaxForms", To(&[May::Member(&[Right::ManageSeller])], PLAIN)),
    ("usTaxReviewCounts", To(&[May::Staff(&[Right::ReviewTaxForms])], PLAIN)),
    ("usTaxReviewQueue", To(&[May::Staff(&[Right::ReviewTaxForms])], PLAIN)),
    ("viewer", To(EVERYBODY, PLAIN)),
    ("whyNotPaid", Within("PaymentRequest", "forecast", "paymentRequestId")),
];
