//! Every clock that runs, in one list: what happens to which thing, and when, if nobody acts before. What acts on them
//! are the `sweeps`.

mod read_deadlines;

use kernel::{
    CancellationRequestId, CertificationLinkId, ChargeId, CompanyCheckId, ComplaintId, Dac7FormId, DisputeId,
    DueDiligenceCaseId, DuePlace, MemberId, PaymentRequestId, PayoutMethodId, ProposalId, RegistrationId, Timer,
    UsTaxFormId,
};

/// Declares the kinds of deadlines: whose id, by which clock, what happens when it passes, and the rule.
macro_rules! kinds {
    ($($kind:ident of $id:ident by $timer:path: $effect:literal $rule:literal;)*) => {
        /// What time does to a thing if nobody acts before (machines, section 7). Deadlines of one instant come in this
        /// order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DeadlineKind {
            $(#[doc = $effect] $kind,)*
        }

        impl DeadlineKind {
            /// All, in their order.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// What happens when it passes, in a sentence for whoever waits.
            pub const fn effect(self) -> &'static str {
                match self {
                    $(Self::$kind => $effect,)*
                }
            }

            /// The rule that sets it.
            pub const fn rule(self) -> &'static str {
                match self {
                    $(Self::$kind => $rule,)*
                }
            }

            const fn timer(self) -> Timer {
                match self {
                    $(Self::$kind => $timer,)*
                }
            }

            fn subject(self, place: DuePlace) -> String {
                match self {
                    $(Self::$kind => place.row::<$id>().to_string(),)*
                }
            }
        }
    };
}

kinds! {
    InvitationEnds of MemberId by accounts::store::INVITATION_ENDS:
        "The invitation ends; another one can be sent." "IQ-26";
    IdentityCallRequired of RegistrationId by experts::store::IDENTITY_CALL_REQUIRED:
        "Unless the identity check is passed by then, only a video call settles it." "IQ-38";
    ActivationOverdue of RegistrationId by experts::store::ACTIVATION_OVERDUE:
        "Staff are told that the expert still waits." "IQ-10";
    CompanyReviewOverdue of CompanyCheckId by experts::store::COMPANY_REVIEW_OVERDUE:
        "Staff are told that the review of the company is overdue." "G-40";
    CertificationEnds of CertificationLinkId by experts::store::CERTIFICATION_ENDS:
        "The certification opens no gate any more; work and money that run go on." "IQ-16";
    Dac7ReviewOverdue of Dac7FormId by tax::store::DAC7_REVIEW_OVERDUE:
        "Staff are told that the review of the form is overdue." "IQ-42";
    Dac7ReconfirmationDue of Dac7FormId by tax::store::DAC7_RECONFIRMATION_DUE:
        "The form has to be confirmed within 60 days." "IQ-42";
    Dac7FormEnds of Dac7FormId by tax::store::DAC7_FORM_ENDS:
        "The form ends, and payouts are held until a new one is approved." "IQ-42";
    DueDiligenceGoesOn of DueDiligenceCaseId by tax::store::DUE_DILIGENCE_GOES_ON:
        "The account is reminded of the tax data that it owes; after two reminders staff may act." "G-57";
    UsTaxFormEnds of UsTaxFormId by tax::store::US_TAX_FORM_ENDS:
        "The form ends; another one has to be signed." "G-38";
    ProposalEnds of ProposalId by proposals::store::PROPOSAL_ENDS:
        "Nobody can accept the proposal any more." "G-28";
    CancellationApproved of CancellationRequestId by engagements::store::CANCELLATION_APPROVED:
        "Silence agrees to end the work." "G-46";
    ScheduleApproves of PaymentRequestId by payments::store::SCHEDULE_APPROVES:
        "The bill of that day is approved, as it was agreed." "G-49";
    SilenceApproves of PaymentRequestId by payments::store::SILENCE_APPROVES:
        "The bill is approved by silence." "G-30";
    DisputeDecided of DisputeId by payments::store::DISPUTE_DECIDED:
        "Whoever is awaited gives in by silence: the expert's declines the bill, the customer's approves it." "G-29";
    ComplaintOverdue of ComplaintId by payments::store::COMPLAINT_OVERDUE:
        "Staff are told that the answer to the complaint is overdue." "G-54";
    CollectionTried of ChargeId by payments::store::COLLECTION_TRIED:
        "The charge is collected, or tried again." "IQ-31";
    ChargeOverdue of ChargeId by payments::store::CHARGE_OVERDUE:
        "What is not paid by then is overdue." "IQ-33";
    PaymentReminded of ChargeId by payments::store::PAYMENT_REMINDED:
        "The customer is reminded of what is overdue; 120 days after it was due, staff are told." "IQ-33";
    PayoutMethodReviewOverdue of PayoutMethodId by disbursements::store::PAYOUT_METHOD_REVIEW_OVERDUE:
        "Staff are told that the review of the payout method is overdue." "G-39";
}

/// What happens to one thing, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub kind: DeadlineKind,
    /// When, and where it stands in the list.
    pub place: DuePlace,
}

impl Deadline {
    /// The id of the thing.
    pub fn subject(&self) -> String {
        self.kind.subject(self.place)
    }
}

/// All clocks, with their numbers.
fn timers() -> impl Iterator<Item = (u16, DeadlineKind)> {
    (0..).zip(DeadlineKind::ALL.iter().copied())
}
