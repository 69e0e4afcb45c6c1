use events::EventKind as Kind;
use kernel::Right;

use super::recipients::To;

/// What is written about an event, and to whom. `{it}` stands for the thing.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub to: To,
    pub subject: &'static str,
    pub says: &'static str,
    /// What the reader can do now; empty if nothing.
    pub next: &'static str,
    /// Whether the reason that was given is for the reader too.
    pub tells_reason: bool,
}

const SELLER: To = To::Expert(Right::ManageSeller);
const PAYEE: To = To::Expert(Right::ManagePayouts);
const BILLER: To = To::Expert(Right::Bill);
const PAYER: To = To::Customer(Right::Pay);
const REVIEWER: To = To::Staff(Right::ReviewRegistrations);

/// The letters about one kind of event; none, where nobody has to be told. No wildcard arm: a new kind does not compile
/// until it is decided who is written.
#[expect(clippy::too_many_lines, reason = "a table: one arm a kind, and no wildcard")]
pub fn texts(kind: Kind) -> Vec<Text> {
    match kind {
        Kind::AccountSuspended => vec![text(To::Expert(Right::ManageAccount), "Your account is suspended", "Your account is suspended: nobody in it can begin anything new. What was agreed goes on, and money that is on its way arrives.", "Answer this with what was asked for, or ask the operator's support.").with_reason(), ],
        Kind::AccountReinstated => vec![text(To::Expert(Right::ManageAccount), "Your account is open again", "Your account is open again.", "").with_reason(), ],
        Kind::MemberInvited => vec![text(To::Person, "You are invited to an account", "You are invited to act for an account.", "Sign in with this address within 14 days and join it."), ],
        Kind::MemberRightsSet => vec![text(To::Person, "Your rights have changed", "Your rights in the account have changed. They are now those named below.", "").with_reason(), ],
        Kind::MemberRemoved => vec![text(To::Person, "You were taken out of an account", "You do not act for the account any more.", ""), ],
        Kind::RegistrationSubmitted => vec![text(REVIEWER, "A registration waits for review", "An expert has submitted a registration.", "Review it."), ],
        Kind::RegistrationUnderReview => vec![text(SELLER, "We are looking at your registration", "{it} is under review.", "There is nothing to do. Its timeline says what comes next."), ],
        Kind::RegistrationActivated => vec![text(SELLER, "You are active", "{it} is complete: you can answer requests, propose and bill.", ""), ],
        Kind::RegistrationIdentityCheckRequired => vec![text(SELLER, "Please book a video call", "We could not finish {it} with what you sent. A short video call settles who you are.", "Book a call, and have a passport or an identity card at hand."), ],
        Kind::RegistrationRejected => vec![text(SELLER, "Your registration was not accepted", "{it} was not accepted.", "If the reason can be mended, open it again, correct it and submit it anew.").with_reason(), ],
        Kind::RegistrationSuspended => vec![text(SELLER, "Your registration is suspended", "{it} is suspended: you cannot answer requests or propose. Work that was agreed, its bills and its money go on.", "").with_reason(), ],
        Kind::RegistrationReinstated => vec![text(SELLER, "You are active again", "{it} is in force again.", "").with_reason(), ],
        Kind::RegistrationClosed => vec![text(SELLER, "Your registration is closed", "{it} is closed.", ""), ],
        Kind::RegistrationOverdue => vec![text(REVIEWER, "A registration waits for too long", "A registration is complete and has not been decided for 21 days.", "Decide it, or tell the expert what is missing."), ],
        Kind::IdentityCheckActionRequired => vec![text(SELLER, "We need more to check who you are", "{it} needs something more from you.", "Send it with the identity check.").with_reason(), ],
        Kind::IdentityCheckCallMissed => vec![text(SELLER, "We missed you in the video call", "You were not in the video call that you booked.", "Book another."), ],
        Kind::IdentityCheckPassed => vec![text(SELLER, "We know who you are", "{it} is passed.", ""), ],
        Kind::IdentityCheckFailed => vec![text(SELLER, "We could not verify who you are", "{it} was not passed.", "").with_reason(), ],
        Kind::IdentityCheckSubmitted => vec![text(REVIEWER, "An identity check waits for review", "An expert has sent what the identity check asks for.", "Look at it."), ],
        Kind::CertificationVerified => vec![text(To::Person, "Your certification is verified", "{it} is verified. Everybody in your account can see and answer requests.", ""), ],
        Kind::CertificationNotFound => vec![text(To::Person, "We did not find your certification", "No registry that we ask knows {it}.", "Check its number; or send what proves it and ask for a review."), ],
        Kind::CertificationReviewRequested => vec![text(To::Staff(Right::ReviewCertifications), "A certification waits for review", "An expert has sent proof of a certification that no registry knows.", "Look at it."), ],
        Kind::CertificationRejected => vec![text(To::Person, "Your certification was not accepted", "{it} was not accepted.", "").with_reason(), ],
        Kind::CertificationExpired => vec![text(To::Person, "Your certification has expired", "{it} has expired. If your account has no other one, you cannot answer requests; running work and its money go on.", "Renew it and link the new one."), ],
        Kind::CertificationRevoked => vec![text(To::Person, "Your certification does not count any more", "{it} does not count any more.", "").with_reason(), ],
        Kind::Dac7FormSubmitted => vec![text(To::Staff(Right::ReviewTaxForms), "A DAC7 form waits for review", "An expert has submitted a DAC7 form.", "Review it within five business days."), ],
        Kind::Dac7FormApproved => vec![text(SELLER, "Your DAC7 form is approved", "{it} is approved.", ""), ],
        Kind::Dac7FormChangesRequested => vec![text(SELLER, "Please correct your DAC7 form", "{it} needs corrections. Until it is approved, payouts may be held.", "Open it: each field says what is wrong."), ],
        Kind::Dac7FormReviewOverdue => vec![text(To::Staff(Right::ReviewTaxForms), "A DAC7 form waits for too long", "A DAC7 form has waited for its review beyond the five business days that we promise.", "Review it now."), ],
        Kind::Dac7FormReconfirmationDue => vec![text(SELLER, "Please confirm your DAC7 form", "{it} was approved three years ago. Please confirm that it is still right, or correct it, within 60 days.", "Open it and confirm it."), ],
        Kind::Dac7FormExpired => vec![text(SELLER, "Your DAC7 form has expired", "{it} was not confirmed in time. Your payouts are held until a new one is approved; work goes on.", "Fill it in anew and submit it."), ],
        Kind::Dac7FormApprovalProposed => vec![text(To::Staff(Right::ReviewTaxForms), "A DAC7 form waits for a second reviewer", "A reviewer has approved a DAC7 form, and a second one has to confirm it.", "Look at it."), ],
        Kind::DueDiligenceRequested => vec![text(SELLER, "We need your tax data", "The law asks us to hold tax data of everybody who is paid here, and yours are missing or in doubt.", "Fill in the DAC7 form and submit it."), ],
        Kind::DueDiligenceReminded => vec![text(SELLER, "A reminder: we need your tax data", "We asked you for your tax data and still miss them. If they do not come within 60 days of our first letter, the law makes us block your account or hold your payouts.", "Fill in the DAC7 form and submit it."), ],
        Kind::DueDiligenceActionDue => vec![text(To::Staff(Right::ManageTaxYear), "Tax data are missing for 60 days", "An expert has not answered two reminders for tax data within 60 days.", "Block the registration or hold the payouts."), ],
        Kind::DueDiligenceOverdue => vec![text(To::Staff(Right::ManageTaxYear), "A measure on missing tax data is overdue", "An expert's tax data are missing for 150 days. The law asks for a measure by day 180.", "Block the registration or hold the payouts now."), ],
        Kind::DueDiligenceMeasure => vec![text(SELLER, "Your tax data are still missing", "Your tax data did not come in time, and the law makes us act: your registration is blocked or your payouts are held. It ends at once when acceptable data arrive.", "Fill in the DAC7 form and submit it."), ],
        Kind::DueDiligenceLifted => vec![text(SELLER, "Thank you for your tax data", "Your tax data have arrived, and what we had to do without them is lifted.", ""), ],
        Kind::ResponseSent => vec![text(To::Customer(Right::FileRequest), "An expert answered your request", "An expert has answered {it}.", "Read the answer and write back."), ],
        Kind::ResponseWithdrawn => vec![text(To::Customer(Right::FileRequest), "An expert withdrew an answer", "An expert has withdrawn the answer to {it}.", ""), ],
        Kind::MessageSent => vec![text(To::OtherSide { expert: Right::SpeakAsIndividual, customer: Right::FileRequest }, "You have a new message", "There is a new message about {it}.", "Read it and write back."), ],
        Kind::ProposalSent => vec![text(To::Customer(Right::Accept), "You have a proposal", "An expert has sent you {it}.", "Accept or decline it."), ],
        Kind::ProposalAccepted => vec![text(To::Expert(Right::ProposeMilestone), "Your proposal was accepted", "{it} was accepted. The work can begin.", ""), ],
        Kind::ProposalDeclined => vec![text(To::Expert(Right::ProposeMilestone), "Your proposal was declined", "{it} was declined.", ""), ],
        Kind::ProposalWithdrawn => vec![text(To::Customer(Right::Accept), "A proposal was withdrawn", "{it} was withdrawn by the expert.", ""), ],
        Kind::ProposalExpired => vec![text(To::OtherSide { expert: Right::ProposeMilestone, customer: Right::Accept }, "A proposal has expired", "{it} has expired without a decision.", "The expert can send another."), ],
        Kind::EngagementCompleted => vec![text(To::OtherSide { expert: Right::Bill, customer: Right::Pay }, "The work is complete", "{it} is complete: no more bills are taken.", ""), ],
        Kind::PaymentRequestSubmitted => vec![text(PAYER, "You have a bill", "The expert has sent you {it}.", "Approve or decline it. If you say nothing for as long as you agreed, it is approved."), ],
        Kind::PaymentRequestApproved => vec![text(BILLER, "Your bill was approved", "{it} was approved. Its forecast says when you are paid.", ""), text(PAYER, "A bill was approved", "{it} was approved and will be collected from your payment method.", ""), ],
        Kind::PaymentRequestDeclined => vec![text(BILLER, "Your bill was declined", "{it} was declined.", "Talk to the customer, and send another that answers it.").with_reason(), ],
        Kind::PaymentRequestWithdrawn => vec![text(PAYER, "A bill was withdrawn", "{it} was withdrawn by the expert. There is nothing to pay.", ""), ],
        Kind::ChargeCollected => vec![text(PAYER, "We received your payment", "We received your payment of {it}. Thank you.", ""), text(BILLER, "Your bill was paid", "{it} was paid by the customer. The next payout run takes your part.", ""), ],
        Kind::ChargePartiallyCollected => vec![text(BILLER, "Your bill was paid in part", "{it} was paid in part. The next payout run takes your share of it.", ""), ],
        Kind::ChargeFailed => vec![text(PAYER, "Your payment did not go through", "Your payment of {it} did not go through. We try again.", "See that the payment method works, or choose another.").with_reason(), ],
        Kind::ChargeOverdue => vec![text(PAYER, "Your payment is overdue", "Your payment of {it} is overdue.", "Pay it, or choose another payment method."), text(BILLER, "A customer's payment is overdue", "The customer's payment of {it} is overdue. You are paid when it arrives.", ""), ],
        Kind::PayoutMethodAdded => vec![text(REVIEWER, "A bank account waits for verification", "A payee has added a bank account.", "Verify it within five business days."), text(PAYEE, "A bank account was added", "{it} was added as the place where your money goes.", "If nobody of you did this, tell the operator at once."), ],
        Kind::PayoutMethodVerified => vec![text(PAYEE, "Your bank account is verified", "{it} is verified: payouts can go there.", ""), ],
        Kind::PayoutMethodRejected => vec![text(PAYEE, "Your bank account was not accepted", "{it} was not accepted.", "Add one with the papers that were asked for.").with_reason(), ],
        Kind::PayoutMethodReviewOverdue => vec![text(REVIEWER, "A bank account waits for too long", "A bank account has waited for its verification beyond the five business days that we promise.", "Verify it now."), ],
        Kind::PayoutMethodErrored => vec![text(PAYEE, "A payment to your bank account came back", "The bank sent a payment to {it} back. Nothing is paid there until you confirm it and we verify it again.", "Check it, and confirm it or add another.").with_reason(), ],
        Kind::PayoutMethodRemoved => vec![text(PAYEE, "A bank account was removed", "{it} was removed.", "If nobody of you did this, tell the operator at once."), ],
        Kind::HoldPlaced => vec![text(PAYEE, "Your payouts are held", "Your payouts are held. Work and bills go on, and no money is lost.", "Ask why a bill is not paid: the answer says what lifts the hold."), ],
        Kind::HoldReleased => vec![text(PAYEE, "Your payouts go on", "Your payouts are not held any more: the next run pays what is there.", ""), ],
        Kind::DisbursementSent => vec![text(To::Expert(Right::ViewMoney), "Money is on its way to you", "The bank has taken {it}.", ""), ],
        Kind::DisbursementPaid => vec![text(To::Expert(Right::ViewMoney), "You were paid", "The bank says that {it} arrived.", ""), ],
        Kind::DisbursementRejected => vec![text(PAYEE, "A payment to you was refused", "The bank did not take {it}. The money is yours as before.", "Check your bank account.").with_reason(), ],
        Kind::DisbursementReturned => vec![text(PAYEE, "A payment to you came back", "The bank sent back {it}. The money is yours as before, and waits for a bank account that takes it.", "Check your bank account, and confirm it or add another.").with_reason(), ],
        Kind::DisbursementCancelled => vec![text(To::Expert(Right::ViewMoney), "A payment to you was stopped", "We stopped {it} before it went out. The money is yours as before, and the next run takes it.", "").with_reason(), ],
        Kind::AccountOpened
        | Kind::AccountClosed
        | Kind::MemberJoined
        | Kind::ExpertProfileSaved
        | Kind::SellerRegistrationSaved
        | Kind::RegistrationCallScheduled
        | Kind::RegistrationReopened
        | Kind::IdentityCheckOpened
        | Kind::IdentityCheckCallRequired
        | Kind::IdentityCheckCallScheduled
        | Kind::CertificationClaimed
        | Kind::CertificationUnlinked
        | Kind::CredentialIssuerTrusted
        | Kind::CredentialIssuerDistrusted
        | Kind::CertificationRegistryImported
        | Kind::Dac7FormSaved
        | Kind::Dac7FormInReview
        | Kind::IdentifierRevealed
        | Kind::CustomerRequestOpened
        | Kind::CustomerRequestEdited
        | Kind::CustomerRequestAcceptingChanged
        | Kind::ConversationOpened
        | Kind::EngagementStarted
        | Kind::EngagementFinalBilled
        | Kind::EngagementResumed
        | Kind::EngagementPaymentMethodChanged
        | Kind::FeeScheduleAdded
        | Kind::PaymentMethodAdded
        | Kind::ChargeInvoiced
        | Kind::ChargeCollecting
        | Kind::ChargeResolved
        | Kind::CollectionAvailable
        | Kind::CollectionOverpaid
        | Kind::PayoutMethodConfirmed
        | Kind::DisbursementScheduled
        | Kind::DisbursementClaimed
        | Kind::DisbursementRendered
        | Kind::DisbursementResolved
        | Kind::LetterTriedAgain
        | Kind::ClockAdvanced
        | Kind::StaffAppointed
        | Kind::StaffDismissed
        | Kind::ChargeUnresolved
        | Kind::DisbursementUnresolved
        | Kind::PayoutPreferenceSet
        | Kind::PayoutPreferencePaused
        | Kind::PayoutPreferenceResumed => vec![],
    }
}

const fn text(to: To, subject: &'static str, says: &'static str, next: &'static str) -> Text {
    Text { to, subject, says, next, tells_reason: false }
}

impl Text {
    const fn with_reason(self) -> Self {
        Self { tells_reason: true, ..self }
    }
}
