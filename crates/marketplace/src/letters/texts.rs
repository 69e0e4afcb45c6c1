use events::{EventKind as Kind, InvitationMethod};
use kernel::Right;

use super::recipients::To;

/// What is written about an event, and to whom. `{it}` stands for the thing.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub to: To,
    pub subject: &'static str,
    /// `None`: the words that were recorded with the event; they are the letter.
    pub says: Option<&'static str>,
    /// What the reader can do now; empty if nothing.
    pub next: &'static str,
    /// Whether the reason that was given is for the reader too.
    pub tells_reason: bool,
    /// What it does to the reader's calendar, so that it is for whoever did it too.
    pub invites: Option<InvitationMethod>,
}

const MANAGER: To = To::Expert(Right::ManageAccount);
const FILER: To = To::Filer;
const FINANCE: To = To::Staff(Right::WriteOff);
const HANDLER: To = To::Staff(Right::HandleComplaints);
const PERSON: To = To::Person;
const COLLEAGUE: To = To::Colleague;
const SELLER: To = To::Expert(Right::ManageSeller);
const PAYEE: To = To::Expert(Right::ManagePayouts);
const EARNER: To = To::Expert(Right::ViewMoney);
const PROPOSER: To = To::ExpertAny(&Right::TO_PROPOSE);
const BILLER: To = To::Expert(Right::Bill);
const FINDER: To = To::Finders;
const ASKER: To = To::Customer(Right::FileRequest);
const DECIDER: To = To::Customer(Right::Accept);
const PAYER: To = To::Customer(Right::Pay);
const REFUNDER: To = To::Expert(Right::Refund);
const GRANTER: To = To::Customer(Right::GrantAccess);
const CRITIC: To = To::Customer(Right::WriteReview);
const REVIEWED: To = To::OtherSide { expert: &Right::TO_SPEAK, customer: Right::WriteReview };
const REVIEWER: To = To::Staff(Right::ReviewRegistrations);
const TAX_REVIEWER: To = To::Staff(Right::ReviewTaxForms);
const TAX_OFFICE: To = To::Staff(Right::ManageTaxYear);
const WRITTEN_TO: To = To::OtherParticipants;
const NEGOTIATOR: To = To::OtherSide { expert: &Right::TO_PROPOSE, customer: Right::Accept };
const CANCELLER: To = To::OtherSide { expert: &[Right::Bill], customer: Right::Accept };
const PARTNER: To = To::OtherSide { expert: &[Right::Bill], customer: Right::Pay };

/// Declares first the kinds of events that nobody is told, then the letters about each of the others: to whom, the
/// subject, what it says, what the reader can do now, if anything, and `reason` where the reason that was given is told.
/// `recorded` in the place of the words takes those of the event, and `@invites` says what calendars do with it. There
/// is no wildcard: a new kind does not compile until it is decided who is written.
macro_rules! letters {
    (@says recorded) => { None };
    (@says $says:literal) => { Some($says) };
    (@next) => { "" };
    (@next $next:literal) => { $next };
    (@tells) => { false };
    (@tells reason) => { true };
    (@invites) => { None };
    (@invites $method:ident) => { Some(InvitationMethod::$method) };
    (
        nobody { $($silent:ident),* $(,)? }
        $($kind:ident => $($to:ident {
            $subject:literal; $says:tt; $($next:literal;)? $($reason:ident)? $(@invites $method:ident)?
        }),+)*
    ) => {
        /// The letters about one kind of event; none, where nobody has to be told.
        pub fn texts(kind: Kind) -> Vec<Text> {
            match kind {
                $(Kind::$kind => vec![$(Text {
                    to: $to,
                    subject: $subject,
                    says: letters!(@says $says),
                    next: letters!(@next $($next)?),
                    tells_reason: letters!(@tells $($reason)?),
                    invites: letters!(@invites $($method)?),
                }),+],)*
                $(Kind::$silent)|* => vec![],
            }
        }
    };
}

letters! {
    nobody {
        AccountOpened, AccountClosed, CompanySaved, CountrySet, MemberJoined, StaffAppointed, StaffDismissed,
        UploadReceived, UploadUsed, UploadReleased, UploadDiscarded, ExpertProfileSaved, ExpertProfileSlugChosen,
        SellerRegistrationSaved, RegistrationSubmitted, RegistrationCallScheduled, RegistrationReopened,
        IdentityCheckOpened, IdentityCheckSubmitted, IdentityCheckCallRequired, IdentityCheckCallScheduled,
        CallSlotPublished, CallSlotWithdrawn, CertificationClaimed, CertificationReviewRequested, CertificationUnlinked, CredentialIssuerTrusted, CredentialIssuerDistrusted, CertificationRegistryImported, Dac7FormSaved, Dac7FormSubmitted, Dac7FormInReview, Dac7FormApprovalProposed, IdentifierRevealed, CustomerRequestOpened, CustomerRequestEdited, UsTaxFormSaved, UsTaxFormSubmitted,
        CustomerRequestAcceptingChanged, CustomerRequestArchived, CustomerRequestRestored, SavedSearchSaved, SavedSearchRemoved, ConversationOpened,
        ConversationMembersSet, EngagementStarted, EngagementFinalBilled, CancellationApproved,
        EngagementResumed, EngagementPaymentMethodChanged, AccessGrantSessionOpened, ReviewWritten, FeeScheduleAdded,
        PaymentMethodAdded, PaymentRequestPlanned, PaymentRequestFrozen, PaymentRequestThawed, PaymentRequestCancelled,
        DisputeSettled, ChargeReduced, RefundSending, RefundUnresolved, RefundResolved, ChargeInvoiced, ChargeCollecting, ChargeUnresolved, ChargeResolved, CollectionAvailable,
        CollectionOverpaid, CollectionReversed, ReversalParked, SuspendedMoneyAssigned,
        PayoutMethodConfirmed, PayoutPreferenceSet, PayoutPreferencePaused, PayoutPreferenceResumed,
        BatchRendered, BatchAccepted, BatchSettled, BreakResolved, DisbursementScheduled, DisbursementClaimed, DisbursementRendered, DisbursementUnresolved,
        DisbursementResolved, DataKeyMade, DataKeySpread, DataKeyDropped, MasterKeyChanged, LetterTriedAgain,
        NotificationPreferenceSet, ClockAdvanced,
    }

    // What waits for review is told here, once a day; what has waited for too long, at once.
    StaffDigestWritten => COLLEAGUE {
        "What waits for you today";
        recorded;
        "The queues show it, from what waits longest on.";
    }
    NotificationDigestWritten => PERSON {
        "What is new for you";
        recorded;
        "Your inbox says more of each.";
    }
    AccountSuspended => MANAGER {
        "Your account is suspended";
        "Your account is suspended: nobody in it can begin anything new. What was agreed goes on, and money that is \
         on its way arrives.";
        "Answer this with what was asked for, or ask the operator's support.";
        reason
    }
    AccountReinstated => MANAGER {
        "Your account is open again";
        "Your account is open again.";
        reason
    }
    MemberInvited => PERSON {
        "You are invited to an account";
        "You are invited to act for an account.";
        "Sign in with this address within 14 days and join it.";
    }
    MemberRightsSet => PERSON {
        "Your rights have changed";
        "Your rights in the account have changed. They are now those named below.";
        reason
    }
    MemberRemoved => PERSON {
        "You were taken out of an account";
        "You do not act for the account any more.";
    }
    RegistrationUnderReview => SELLER {
        "We are looking at your registration";
        "{it} is under review.";
        "There is nothing to do. Its timeline says what comes next.";
    }
    RegistrationActivated => SELLER {
        "You are active";
        "{it} is complete: you can answer requests, propose and bill.";
    }
    RegistrationIdentityCheckRequired => SELLER {
        "Please book a video call";
        "We could not finish {it} with what you sent. A short video call settles who you are.";
        "Book a call, and have a passport or an identity card at hand.";
    }
    RegistrationRejected => SELLER {
        "Your registration was not accepted";
        "{it} was not accepted.";
        "If the reason can be mended, open it again, correct it and submit it anew.";
        reason
    }
    RegistrationSuspended => SELLER {
        "Your registration is suspended";
        "{it} is suspended: you cannot answer requests or propose. Work that was agreed, its bills and its money go \
         on.";
        reason
    }
    RegistrationReinstated => SELLER {
        "You are active again";
        "{it} is in force again.";
        reason
    }
    RegistrationClosed => SELLER {
        "Your registration is closed";
        "{it} is closed.";
    }
    RegistrationOverdue => REVIEWER {
        "A registration waits for too long";
        "A registration is complete and has not been decided for 21 days.";
        "Decide it, or tell the expert what is missing.";
    }
    IdentityCheckActionRequired => SELLER {
        "We need more to check who you are";
        "{it} needs something more from you.";
        "Send it with the identity check.";
        reason
    }
    IdentityCheckCallMissed => SELLER {
        "We missed you in the video call";
        "You were not in the video call that you booked.";
        "Book another.";
    }
    IdentityCallBooked =>
        PERSON {
            "Your video call is booked";
            "You are invited to {it}.";
            "Enter it in your calendar by the invitation that is attached, and have a passport or an identity card at \
             hand.";
            @invites Request
        }, COLLEAGUE {
            "An expert booked a video call with you";
            "You hold {it}.";
            "Enter it in your calendar by the invitation that is attached.";
            @invites Request
        }
    IdentityCallCancelled =>
        PERSON {
            "Your video call is cancelled";
            "{it} will not take place.";
            "There is nothing to do for it. The timeline of your registration says what comes next.";
            @invites Cancel
        }, COLLEAGUE {
            "A video call with you is cancelled";
            "{it} will not take place: it was decided without. The time can be booked by others again.";
            @invites Cancel
        }
    IdentityCheckPassed => SELLER {
        "We know who you are";
        "{it} is passed.";
    }
    IdentityCheckFailed => SELLER {
        "We could not verify who you are";
        "{it} was not passed.";
        reason
    }
    IdentityCheckRenewal => SELLER {
        "We check your company again";
        "{it} is made again. Your payouts wait until it is passed; work and bills go on.";
        "If your company has other owners or papers now, send them.";
    }
    IdentityCheckReviewOverdue => REVIEWER {
        "A company waits for too long";
        "A company has waited for its check beyond the seven business days that we promise.";
        "Review it now.";
    }
    CertificationVerified => PERSON {
        "Your certification is verified";
        "{it} is verified. Everybody in your account can see and answer requests.";
    }
    CertificationNotFound => PERSON {
        "We did not find your certification";
        "No registry that we ask knows {it}.";
        "Check its number; or send what proves it and ask for a review.";
    }
    CertificationRejected => PERSON {
        "Your certification was not accepted";
        "{it} was not accepted.";
        reason
    }
    CertificationExpiring => PERSON {
        "Your certification ends soon";
        recorded;
        "Renew it with who issued it. If it keeps its number, link it once more and its new end is noted; if not, link \
         the new one.";
    }
    CertificationRenewed => PERSON {
        "Your certification is renewed";
        "{it} is renewed: it goes on to count.";
    }
    CertificationExpired => PERSON {
        "Your certification has expired";
        "{it} has expired. If your account has no other one, you cannot answer requests; running work and its money \
         go on.";
        "Renew it and link the new one.";
    }
    CertificationRevoked => PERSON {
        "Your certification does not count any more";
        "{it} does not count any more.";
        reason
    }
    Dac7FormApproved => SELLER {
        "Your DAC7 form is approved";
        "{it} is approved.";
    }
    Dac7FormChangesRequested => SELLER {
        "Please correct your DAC7 form";
        "{it} needs corrections. Until it is approved, payouts may be held.";
        "Open it: each field says what is wrong.";
    }
    Dac7FormReviewOverdue => TAX_REVIEWER {
        "A DAC7 form waits for too long";
        "A DAC7 form has waited for its review beyond the five business days that we promise.";
        "Review it now.";
    }
    Dac7FormReconfirmationDue => SELLER {
        "Please confirm your DAC7 form";
        "{it} was approved three years ago. Please confirm that it is still right, or correct it, within 60 days.";
        "Open it and confirm it.";
    }
    Dac7FormExpired => SELLER {
        "Your DAC7 form has expired";
        "{it} was not confirmed in time. Your payouts are held until a new one is approved; work goes on.";
        "Fill it in anew and submit it.";
    }
    UsTaxFormApproved => SELLER {
        "Your tax form for the United States is approved";
        "{it} is approved.";
    }
    UsTaxFormChangesRequested => SELLER {
        "Please correct your tax form for the United States";
        "{it} needs corrections.";
        "Open it: each field says what is wrong. Then sign it anew.";
    }
    UsTaxFormExpiring => SELLER {
        "Your tax form for the United States ends soon";
        recorded;
        "Fill in a new one and sign it.";
    }
    UsTaxFormExpired => SELLER {
        "Your tax form for the United States has ended";
        "{it} counts no longer: what was declared in it is too old.";
        "Fill in a new one and sign it.";
    }
    DueDiligenceRequested => SELLER {
        "We need your tax data";
        recorded;
    }
    DueDiligenceReminded => SELLER {
        "A reminder: we need your tax data";
        recorded;
    }
    DueDiligenceActionDue => TAX_OFFICE {
        "Tax data are missing for 60 days";
        recorded;
        "Block the registration or hold the payouts.";
    }
    DueDiligenceOverdue => TAX_OFFICE {
        "A measure on missing tax data is overdue";
        recorded;
        "Block the registration or hold the payouts now.";
    }
    DueDiligenceMeasure => SELLER {
        "Your tax data are still missing";
        recorded;
    }
    DueDiligenceLifted => SELLER {
        "Thank you for your tax data";
        recorded;
    }
    CustomerRequestFound => FINDER {
        "Somebody asks for what you look for";
        "A search that you saved finds {it}.";
        "Read it, and answer while it takes answers.";
    }
    ResponseSent => ASKER {
        "An expert answered your request";
        "An expert has answered {it}.";
        "Read the answer and write back.";
    }
    ResponseWithdrawn => ASKER {
        "An expert withdrew an answer";
        "An expert has withdrawn the answer to {it}.";
    }
    MessageSent => WRITTEN_TO {
        "You have a new message";
        "There is a new message about {it}.";
        "Read it and write back.";
    }
    ProposalSent => DECIDER {
        "You have a proposal";
        "An expert has sent you {it}.";
        "Accept or decline it.";
    }
    ProposalAccepted => PROPOSER {
        "Your proposal was accepted";
        "{it} was accepted. The work can begin.";
    }
    ProposalDeclined => PROPOSER {
        "Your proposal was declined";
        "{it} was declined.";
    }
    ProposalWithdrawn => DECIDER {
        "A proposal was withdrawn";
        "{it} was withdrawn by the expert.";
    }
    ProposalExpired => NEGOTIATOR {
        "A proposal has expired";
        "{it} has expired without a decision.";
        "The expert can send another.";
    }
    // Who is asked for a review is told so by the same letter.
    EngagementCompleted =>
        CRITIC {
            "The work is complete: how was it?";
            "{it} is complete: no more bills are taken. What you say of it helps others to choose: 1 to 5 stars and a few \
             words, which everybody reads once we have. Whether you would work with the expert again you tell us alone.";
            "Review it, as soon as a payment for it was collected.";
        }, PARTNER {
            "The work is complete";
            "{it} is complete: no more bills are taken.";
        }
    ReviewPublished => REVIEWED {
        "A review is published";
        "{it} is published: everybody reads it, and the expert may answer once.";
    }
    ReviewRemoved => CRITIC {
        "Your review was removed";
        "{it} is not published, or not any more.";
        reason
    }
    ReviewReplied => CRITIC {
        "The expert answered your review";
        "The expert has answered {it}, for everybody to read.";
    }
    EngagementCancelled => PARTNER {
        "The work is cancelled";
        "{it} is cancelled: no more bills are taken. What was sent before is decided as always.";
    }
    CancellationRequested => CANCELLER {
        "You are asked to end the work";
        "The other side asks to cancel {it}. What is billed already is not touched.";
        "Approve or reject it within seven days. If you say nothing, you agree.";
        reason
    }
    CancellationRejected => CANCELLER {
        "The work goes on";
        "The wish to cancel {it} was rejected.";
        "Talk to each other. If need be, ask again.";
    }
    CancellationWithdrawn => CANCELLER {
        "You are not asked to end the work any more";
        "The wish to cancel {it} does not stand any more.";
        reason
    }
    AccessGrantRequested => GRANTER {
        "An expert asks to be let into your account";
        "You are asked for {it}.";
        "Read what it is for; then give it, or a lower level, or decline.";
    }
    AccessGrantApproved => PERSON {
        "You are let into a customer's account";
        "The customer gave {it}, with the level named below.";
        "Open a session when you need one; the customer reads when you did.";
        reason
    }
    AccessGrantDeclined => PERSON {
        "You are not let into a customer's account";
        "The customer declined {it}.";
        "Talk to the customer about what you need.";
        reason
    }
    AccessGrantWithdrawn => GRANTER {
        "An expert needs no access to your account any more";
        "You need not decide on {it} any more.";
        reason
    }
    AccessGrantRevoked => PERSON {
        "Access to a customer's account was taken away";
        "The customer took away {it}. No session is opened any more.";
        reason
    }
    AccessGrantAutoRevoked =>
        PERSON {
            "Access to a customer's account has ended";
            "{it} has ended. No session is opened any more.";
            reason
        }, GRANTER {
            "An expert's access to your account has ended";
            "{it} has ended by itself. What you gave outside of here you have to take away yourselves.";
            reason
        }
    AccessGrantFlagged => GRANTER {
        "An expert with access to your account is certified no more";
        "The person of {it} holds no valid certification any more. The work goes on, and so does the access.";
        "If you do not want that, take the access away.";
    }
    PaymentRequestSubmitted => PAYER {
        "You have a bill";
        "The expert has sent you {it}.";
        "Approve or decline it. If you say nothing for as long as you agreed, it is approved.";
    }
    PaymentRequestApproved =>
        BILLER {
            "Your bill was approved";
            "{it} was approved. Its forecast says when you are paid.";
        }, PAYER {
            "A bill was approved";
            "{it} was approved and will be collected from your payment method.";
        }
    PaymentRequestDeclined => BILLER {
        "Your bill was declined";
        "{it} was declined.";
        "Talk to the customer, and send another that answers it.";
        reason
    }
    PaymentRequestWithdrawn => PAYER {
        "A bill was withdrawn";
        "{it} was withdrawn by the expert. There is nothing to pay.";
    }
    DisputeOpened => BILLER {
        "A customer objects to your bill";
        "The customer objects to {it}. Its clock stands still.";
        "Answer within five business days. If you say nothing, the bill is declined.";
    }
    DisputeAnswered => PAYER {
        "The expert answered your objection";
        "The expert has answered your objection to {it}.";
        "Pay all, a part or nothing of it within five business days. If you say nothing, the bill is approved.";
    }
    DisputeWithdrawn => BILLER {
        "The customer does not object any more";
        "The objection to {it} was withdrawn. The bill waits for its decision, with the time that was left.";
    }
    DisputeRecommended => PARTNER {
        "A recommendation for your dispute";
        "The operator recommends how to settle the dispute about {it}. It decides nothing: that is for the two of you.";
        "Read it, and settle the dispute.";
    }
    ComplaintFiled => FILER {
        "We have your complaint";
        recorded;
    }
    ComplaintExtended => FILER {
        "Your complaint takes longer";
        "We need more time for {it}. You have our answer at the latest 35 business days after it arrived.";
        reason
    }
    ComplaintAnswered => FILER {
        "Our answer to your complaint";
        recorded;
    }
    ComplaintOverdue => HANDLER {
        "A complaint waits for too long";
        "A complaint has waited for its answer beyond the business days that we promise.";
        "Answer it now.";
    }
    ChargeCollected =>
        PAYER {
            "We received your payment";
            "We received your payment of {it}. Thank you.";
        }, BILLER {
            "Your bill was paid";
            "{it} was paid by the customer. The next payout run takes your part.";
        }
    ChargePartiallyCollected => BILLER {
        "Your bill was paid in part";
        "{it} was paid in part. The next payout run takes your share of it.";
    }
    ChargeFailed => PAYER {
        "Your payment did not go through";
        "Your payment of {it} did not go through. We try again.";
        "See that the payment method works, or choose another.";
        reason
    }
    ChargeOverdue =>
        PAYER {
            "Your payment is overdue";
            "Your payment of {it} is overdue.";
            "Pay it, or choose another payment method.";
        }, BILLER {
            "A customer's payment is overdue";
            "The customer's payment of {it} is overdue. You are paid when it arrives.";
        }
    ChargeReminded => PAYER {
        "Your payment is still overdue";
        "We remind you: your payment of {it} is overdue.";
        "Pay it, or choose another payment method.";
    }
    ChargeLongOverdue => FINANCE {
        "A payment is overdue for 120 days";
        "The customer's payment of {it} was due 120 days ago, and is not here.";
        "Decide whether it is still to be collected.";
    }
    ChargeUncollectible => BILLER {
        "A customer's payment is given up";
        "We do not expect the customer's payment of {it} any more, and ask for it no longer. You are not paid for it \
         unless it comes after all.";
        reason
    }
    ChargeWrittenOff => BILLER {
        "A customer's payment is written off";
        "The customer's payment of {it} is written off. You owe nothing for it, and are paid if it comes after all.";
        reason
    }
    ChargeReopened => BILLER {
        "A customer paid after all";
        "Money came for {it} after it was written off. Your part of it is available to the next payout run.";
        reason
    }
    ChargeChargedBack =>
        PAYER {
            "Your payment was taken back";
            "Your bank or your card took back your payment of {it}. It is owed again.";
            "Pay it in another way, or settle it with your bank.";
            reason
        }, BILLER {
            "A customer's payment was taken back";
            "The bank or the card network took back the customer's payment of {it}. Your part is taken out of what waits \
             to be paid to you; what was paid out already is repaid by your next collections.";
            reason
        }, FINANCE {
            "A payment was taken back";
            "The bank or the card network took back the customer's payment of {it}.";
            "Answer it, have it collected again, or give it up.";
            reason
        }
    ReceivableWrittenOff => PAYEE {
        "What you owed back is given up";
        "Of what you owed back after a refund or a chargeback, a part or all is given up. What you are paid next is less \
         by what is left, if anything is.";
        reason
    }
    SuspendedMoneyTaken => FINANCE {
        "More was taken back than was there";
        "The provider took back {it}, beyond what was left of what had come. It lies in suspense.";
        "Find out with the provider whose it is.";
    }
    SuspendedMoneyHeld => FINANCE {
        "Money came for what was written off";
        "The provider reports {it}, which was written off. It waits.";
        "Say that the charge is owed again, so that the money pays it, or of which other charge the money is.";
    }
    BatchRejected => FINANCE {
        "The bank refused a file";
        "The bank refused {it}. Nothing of it went out, and the money waits for later runs.";
        "Read what the bank says of it, and have the payees confirm the accounts that it names.";
        reason
    }
    BatchUnresolved => FINANCE {
        "A file does not reach the bank";
        "Nobody took {it}, however often it was handed over. It is tried again every quarter of an hour.";
        "See whether the exchange with the bank can be reached.";
    }
    BatchStale => FINANCE {
        "The bank has not carried a file out";
        "The bank took {it}, and two business days after its day it has not said what became of all of it.";
        "Ask the bank, and see whether its statements come.";
    }
    BankDocumentDoubtful => FINANCE {
        "The bank sent what cannot be believed";
        "The bank sent {it}, and something is wrong with it as a whole.";
        "Have the bank send it again, or what is missing.";
        reason
    }
    BreakOpened => FINANCE {
        "The bank tells what does not fit";
        "The bank tells of {it}, and that does not fit what we know.";
        "Find out with the bank what it is, and say so.";
    }
    ChargeForgiven => PAYER {
        "You owe nothing more";
        "The expert asks nothing for {it}: you owe nothing of it any more.";
    }
    RefundRequested => REFUNDER {
        "A customer asks for money back";
        "The customer asks for {it}.";
        "Give it, give a part of it, or refuse it with a reason. It is yours alone to say.";
        reason
    }
    RefundOffered => PAYER {
        "The expert gives money back";
        "The expert gives you {it}. What is still open is not asked of you; what you have paid is sent back.";
    }
    RefundRefused => PAYER {
        "The expert gives nothing back";
        "The expert has refused {it}. An approved bill is final, and nobody can overrule it.";
        "Write to the expert if there is something to add.";
        reason
    }
    RefundProcessing => PAYER {
        "Your refund is on its way";
        "We are sending you {it}.";
    }
    RefundCompleted =>
        PAYER {
            "Your refund is complete";
            "You have {it}.";
        }, REFUNDER {
            "A refund is complete";
            "The customer has {it}. Your share of it was taken out of what was to be paid to you; what was paid out \
             already is repaid by your next collections.";
        }
    RefundActionRequired =>
        PAYER {
            "Your refund needs something of you";
            "{it} could not be sent.";
            "Name a card or a bank account to which it can go.";
            reason
        }, REFUNDER {
            "A refund could not be sent";
            "{it} could not be sent. Until it can, it is the customer's own money with us.";
            reason
        }
    PayoutMethodAdded => PAYEE {
        "A bank account was added";
        "{it} was added as the place where your money goes.";
        "If nobody of you did this, tell the operator at once.";
    }
    PayoutMethodVerified => PAYEE {
        "Your bank account is verified";
        "{it} is verified: payouts can go there.";
    }
    PayoutMethodRejected => PAYEE {
        "Your bank account was not accepted";
        "{it} was not accepted.";
        "Add one with the papers that were asked for.";
        reason
    }
    PayoutMethodReviewOverdue => REVIEWER {
        "A bank account waits for too long";
        "A bank account has waited for its verification beyond the five business days that we promise.";
        "Verify it now.";
    }
    PayoutMethodErrored => PAYEE {
        "A payment to your bank account came back";
        "The bank sent a payment to {it} back. Nothing is paid there until you confirm it and we verify it again.";
        "Check it, and confirm it or add another.";
        reason
    }
    PayoutMethodRemoved => PAYEE {
        "A bank account was removed";
        "{it} was removed.";
        "If nobody of you did this, tell the operator at once.";
    }
    HoldPlaced => PAYEE {
        "Your payouts are held";
        "Your payouts are held. Work and bills go on, and no money is lost.";
        "Ask why a bill is not paid: the answer says what lifts the hold.";
    }
    HoldReleased => PAYEE {
        "Your payouts go on";
        "Your payouts are not held any more: the next run pays what is there.";
    }
    DisbursementSent => EARNER {
        "Money is on its way to you";
        "The bank has taken {it}.";
    }
    DisbursementPaid => EARNER {
        "You were paid";
        "The bank says that {it} arrived.";
    }
    DisbursementRejected => PAYEE {
        "A payment to you was refused";
        "The bank did not take {it}. The money is yours as before.";
        "Check your bank account.";
        reason
    }
    DisbursementReturned => PAYEE {
        "A payment to you came back";
        "The bank sent back {it}. The money is yours as before, and waits for a bank account that takes it.";
        "Check your bank account, and confirm it or add another.";
        reason
    }
    DisbursementCancelled => EARNER {
        "A payment to you was stopped";
        "We stopped {it} before it went out. The money is yours as before, and the next run takes it.";
        reason
    }
}
