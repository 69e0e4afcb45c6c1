use chrono::{DateTime, Utc};

use kernel::{Actor, EventId};

/// One change of state: who did what to which thing, when it took effect and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub kind: EventKind,
    pub actor: Actor,
    /// The id of what changed, as shown outside.
    pub subject: String,
    /// The reason that was given, where one is asked for.
    pub reason: Option<String>,
    /// When it took effect: for a deadline, its due instant, however late the sweep ran.
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// Declares the kinds with their lasting public names, as webhooks will carry them.
macro_rules! kinds {
    ($($kind:ident = $name:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($kind,)*
        }

        impl EventKind {
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }

            /// Its lasting public name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    AccountOpened = "account.opened";
    AccountSuspended = "account.suspended";
    AccountReinstated = "account.reinstated";
    AccountClosed = "account.closed";
    MemberInvited = "member.invited";
    MemberJoined = "member.joined";
    MemberRightsSet = "member.rights_set";
    MemberRemoved = "member.removed";
    StaffAppointed = "staff.appointed";
    StaffDismissed = "staff.dismissed";
    StaffDigestWritten = "staff.digest_written";
    CompanySaved = "company.saved";
    CountrySet = "country.set";

    UploadReceived = "upload.received";
    UploadUsed = "upload.used";
    UploadReleased = "upload.released";
    UploadDiscarded = "upload.discarded";

    ExpertProfileSaved = "expert_profile.saved";
    ExpertProfileSlugChosen = "expert_profile.slug_chosen";
    SellerRegistrationSaved = "seller_registration.saved";
    RegistrationSubmitted = "registration.submitted";
    RegistrationUnderReview = "registration.under_review";
    RegistrationActivated = "registration.activated";
    RegistrationIdentityCheckRequired = "registration.identity_check_required";
    RegistrationCallScheduled = "registration.call_scheduled";
    RegistrationOverdue = "registration.overdue";
    RegistrationRejected = "registration.rejected";
    RegistrationReopened = "registration.reopened";
    RegistrationSuspended = "registration.suspended";
    RegistrationReinstated = "registration.reinstated";
    RegistrationClosed = "registration.closed";
    IdentityCheckOpened = "identity_check.opened";
    IdentityCheckSubmitted = "identity_check.submitted";
    IdentityCheckActionRequired = "identity_check.action_required";
    IdentityCheckCallRequired = "identity_check.call_required";
    IdentityCheckCallScheduled = "identity_check.call_scheduled";
    IdentityCheckCallMissed = "identity_check.call_missed";
    IdentityCheckPassed = "identity_check.passed";
    IdentityCheckFailed = "identity_check.failed";
    IdentityCheckRenewal = "identity_check.renewal";
    IdentityCheckReviewOverdue = "identity_check.review_overdue";
    CallSlotPublished = "call_slot.published";
    CallSlotWithdrawn = "call_slot.withdrawn";
    IdentityCallBooked = "identity_call.booked";
    IdentityCallCancelled = "identity_call.cancelled";
    CertificationClaimed = "certification.claimed";
    CertificationVerified = "certification.verified";
    CertificationNotFound = "certification.not_found";
    CertificationReviewRequested = "certification.review_requested";
    CertificationRejected = "certification.rejected";
    CertificationExpiring = "certification.expiring";
    CertificationRenewed = "certification.renewed";
    CertificationExpired = "certification.expired";
    CertificationUnlinked = "certification.unlinked";
    CertificationRevoked = "certification.revoked";
    CredentialIssuerTrusted = "credential_issuer.trusted";
    CredentialIssuerDistrusted = "credential_issuer.distrusted";
    CertificationRegistryImported = "certification_registry.imported";

    Dac7FormSaved = "dac7_form.saved";
    Dac7FormSubmitted = "dac7_form.submitted";
    Dac7FormInReview = "dac7_form.in_review";
    Dac7FormApprovalProposed = "dac7_form.approval_proposed";
    Dac7FormApproved = "dac7_form.approved";
    Dac7FormChangesRequested = "dac7_form.changes_requested";
    Dac7FormReviewOverdue = "dac7_form.review_overdue";
    Dac7FormReconfirmationDue = "dac7_form.reconfirmation_due";
    Dac7FormExpired = "dac7_form.expired";
    UsTaxFormSaved = "us_tax_form.saved";
    UsTaxFormSubmitted = "us_tax_form.submitted";
    UsTaxFormApproved = "us_tax_form.approved";
    UsTaxFormChangesRequested = "us_tax_form.changes_requested";
    UsTaxFormExpiring = "us_tax_form.expiring";
    UsTaxFormExpired = "us_tax_form.expired";
    IdentifierRevealed = "identifier.revealed";
    DueDiligenceRequested = "due_diligence.requested";
    DueDiligenceReminded = "due_diligence.reminded";
    DueDiligenceActionDue = "due_diligence.action_due";
    DueDiligenceOverdue = "due_diligence.overdue";
    DueDiligenceMeasure = "due_diligence.measure";
    DueDiligenceLifted = "due_diligence.lifted";

    CustomerRequestOpened = "customer_request.opened";
    CustomerRequestEdited = "customer_request.edited";
    CustomerRequestFound = "customer_request.found";
    CustomerRequestAcceptingChanged = "customer_request.accepting_changed";
    CustomerRequestArchived = "customer_request.archived";
    CustomerRequestRestored = "customer_request.restored";
    SavedSearchSaved = "saved_search.saved";
    SavedSearchRemoved = "saved_search.removed";
    ResponseSent = "response.sent";
    ResponseWithdrawn = "response.withdrawn";
    ConversationOpened = "conversation.opened";
    ConversationMembersSet = "conversation.members_set";
    MessageSent = "message.sent";

    ProposalSent = "proposal.sent";
    ProposalAccepted = "proposal.accepted";
    ProposalDeclined = "proposal.declined";
    ProposalWithdrawn = "proposal.withdrawn";
    ProposalExpired = "proposal.expired";

    EngagementStarted = "engagement.started";
    EngagementFinalBilled = "engagement.final_billed";
    EngagementResumed = "engagement.resumed";
    EngagementCompleted = "engagement.completed";
    EngagementCancelled = "engagement.cancelled";
    CancellationRequested = "cancellation.requested";
    CancellationApproved = "cancellation.approved";
    CancellationRejected = "cancellation.rejected";
    CancellationWithdrawn = "cancellation.withdrawn";
    EngagementPaymentMethodChanged = "engagement.payment_method_changed";
    AccessGrantRequested = "access_grant.requested";
    AccessGrantApproved = "access_grant.approved";
    AccessGrantDeclined = "access_grant.declined";
    AccessGrantWithdrawn = "access_grant.withdrawn";
    AccessGrantSessionOpened = "access_grant.session_opened";
    AccessGrantRevoked = "access_grant.revoked";
    AccessGrantAutoRevoked = "access_grant.auto_revoked";
    AccessGrantFlagged = "access_grant.flagged";
    ReviewWritten = "review.written";
    ReviewPublished = "review.published";
    ReviewRemoved = "review.removed";
    ReviewReplied = "review.replied";

    FeeScheduleAdded = "fee_schedule.added";
    PaymentMethodAdded = "payment_method.added";
    PaymentRequestPlanned = "payment_request.planned";
    PaymentRequestSubmitted = "payment_request.submitted";
    PaymentRequestApproved = "payment_request.approved";
    PaymentRequestDeclined = "payment_request.declined";
    PaymentRequestWithdrawn = "payment_request.withdrawn";
    PaymentRequestFrozen = "payment_request.frozen";
    PaymentRequestThawed = "payment_request.thawed";
    PaymentRequestCancelled = "payment_request.cancelled";
    DisputeOpened = "dispute.opened";
    DisputeAnswered = "dispute.answered";
    DisputeSettled = "dispute.settled";
    DisputeWithdrawn = "dispute.withdrawn";
    DisputeRecommended = "dispute.recommended";
    ComplaintFiled = "complaint.filed";
    ComplaintExtended = "complaint.extended";
    ComplaintAnswered = "complaint.answered";
    ComplaintOverdue = "complaint.overdue";
    ChargeInvoiced = "charge.invoiced";
    ChargeCollecting = "charge.collecting";
    ChargeCollected = "charge.collected";
    ChargePartiallyCollected = "charge.partially_collected";
    ChargeFailed = "charge.failed";
    ChargeOverdue = "charge.overdue";
    ChargeReminded = "charge.reminded";
    ChargeLongOverdue = "charge.long_overdue";
    ChargeUnresolved = "charge.unresolved";
    ChargeResolved = "charge.resolved";
    ChargeReduced = "charge.reduced";
    ChargeForgiven = "charge.forgiven";
    ChargeUncollectible = "charge.uncollectible";
    ChargeWrittenOff = "charge.written_off";
    ChargeReopened = "charge.reopened";
    ChargeChargedBack = "charge.charged_back";
    CollectionReversed = "collection.reversed";
    ReversalParked = "reversal.parked";
    ReceivableWrittenOff = "receivable.written_off";
    SuspendedMoneyHeld = "suspended_money.held";
    SuspendedMoneyTaken = "suspended_money.taken";
    SuspendedMoneyAssigned = "suspended_money.assigned";
    RefundRequested = "refund.requested";
    RefundOffered = "refund.offered";
    RefundRefused = "refund.refused";
    RefundProcessing = "refund.processing";
    RefundSending = "refund.sending";
    RefundCompleted = "refund.completed";
    RefundActionRequired = "refund.action_required";
    RefundUnresolved = "refund.unresolved";
    RefundResolved = "refund.resolved";
    CollectionAvailable = "collection.available";
    CollectionOverpaid = "collection.overpaid";

    PayoutMethodAdded = "payout_method.added";
    PayoutMethodVerified = "payout_method.verified";
    PayoutMethodRejected = "payout_method.rejected";
    PayoutMethodReviewOverdue = "payout_method.review_overdue";
    PayoutMethodErrored = "payout_method.errored";
    PayoutMethodConfirmed = "payout_method.confirmed";
    PayoutMethodRemoved = "payout_method.removed";
    PayoutPreferenceSet = "payout_preference.set";
    PayoutPreferencePaused = "payout_preference.paused";
    PayoutPreferenceResumed = "payout_preference.resumed";
    DisbursementScheduled = "disbursement.scheduled";
    DisbursementClaimed = "disbursement.claimed";
    DisbursementRendered = "disbursement.rendered";
    DisbursementSent = "disbursement.sent";
    DisbursementUnresolved = "disbursement.unresolved";
    DisbursementResolved = "disbursement.resolved";
    DisbursementPaid = "disbursement.paid";
    DisbursementRejected = "disbursement.rejected";
    DisbursementReturned = "disbursement.returned";
    DisbursementCancelled = "disbursement.cancelled";
    BatchRendered = "batch.rendered";
    BatchAccepted = "batch.accepted";
    BatchRejected = "batch.rejected";
    BatchUnresolved = "batch.unresolved";
    BatchStale = "batch.stale";
    BatchSettled = "batch.settled";
    BankDocumentDoubtful = "bank_document.doubtful";
    BreakOpened = "break.opened";
    BreakResolved = "break.resolved";
    HoldPlaced = "hold.placed";
    HoldReleased = "hold.released";

    DataKeyMade = "data_key.made";
    DataKeySpread = "data_key.spread";
    DataKeyDropped = "data_key.dropped";
    MasterKeyChanged = "master_key.changed";
    LetterTriedAgain = "letter.tried_again";
    NotificationPreferenceSet = "notification_preference.set";
    NotificationDigestWritten = "notification.digest_written";
    ClockAdvanced = "clock.advanced";
}

impl Event {
    /// An effect that takes place as it is recorded.
    pub fn now(kind: EventKind, actor: Actor, subject: &impl ToString, now: DateTime<Utc>) -> Self {
        Self::effective(kind, actor, subject, now, now)
    }

    /// An effect of `at` that is recorded at `now`.
    pub fn effective(
        kind: EventKind,
        actor: Actor,
        subject: &impl ToString,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let (id, subject) = (EventId::generate(now), subject.to_string());
        Self { id, kind, actor, subject, reason: None, at, recorded_at: now }
    }

    /// With the reason that somebody gave for it.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_kinds_share_a_name() {
        let names: HashSet<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), EventKind::ALL.len());
        assert!(names.iter().all(|name| name.contains('.') && *name == name.to_lowercase()));
    }
}
