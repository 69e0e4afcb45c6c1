//! The agreed work: what it is paid with, who is let into the customer's account for it, its end, and what is said
//! of it.

mod access_activity;
mod access_grant;
mod access_mutations;
mod access_queries;
mod cancellation_mutations;
mod cancellation_request;
mod engagement;
mod mutations;
mod queries;
mod review;
mod review_mutations;
mod review_queries;
mod silence;

use ::engagements::EngagementError;
use async_graphql::Enum;

pub use self::{
    access_activity::AccessActivity,
    access_grant::AccessGrant,
    access_mutations::AccessMutations,
    access_queries::AccessQueries,
    cancellation_mutations::CancellationMutations,
    cancellation_request::CancellationRequest,
    engagement::Engagement,
    mutations::EngagementMutations,
    queries::EngagementQueries,
    review::{Review, ReviewOf, ReviewSummary, SummaryOf},
    review_mutations::ReviewMutations,
    review_queries::ReviewQueries,
    silence::{OnSilence, silence_rule},
};
use crate::{
    refusal::money_refusal,
    user_error::{Refusal, UserErrorCode as Code},
};

/// On which side of an agreement an account stands; another time it may stand on the other.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum Side {
    /// It asks, decides and pays.
    Customer,
    /// It answers, offers and is paid.
    Expert,
}

impl From<kernel::Side> for Side {
    fn from(side: kernel::Side) -> Self {
        match side {
            kernel::Side::Customer => Self::Customer,
            kernel::Side::Expert => Self::Expert,
        }
    }
}

impl From<Side> for kernel::Side {
    fn from(side: Side) -> Self {
        match side {
            Side::Customer => Self::Customer,
            Side::Expert => Self::Expert,
        }
    }
}

/// Why an engagement, access for it, a wish to end it or a review of it refused.
#[expect(clippy::too_many_lines, reason = "a table, one arm for each refusal")]
pub(crate) fn refusal(error: &EngagementError) -> Refusal {
    const CHECK: &str = "Check the id and the account you act for.";
    let on_engagement = |code| Refusal::new(code).field("engagementId");
    let on_cancellation = |code| Refusal::new(code).field("cancellationRequestId").rule("G-46");
    let on_grant = |code| Refusal::new(code).field("accessGrantId");
    let on_review = |code| Refusal::new(code).field("reviewId");
    let on_method = |code| Refusal::new(code).field("paymentMethodId");
    match error {
        EngagementError::NotFound(_) => on_engagement(Code::EngagementNotFound).remedy(CHECK).rule("IQ-26"),
        EngagementError::NotActive(_) => on_engagement(Code::EngagementNotActive).rule("G-14"),
        EngagementError::FinalBillPending(_) => {
            on_engagement(Code::FinalBillPending).remedy("Wait for the decision on the final bill.").rule("X18")
        }
        EngagementError::BillsPending(_) => {
            on_engagement(Code::BillsPending).remedy("Wait for the decision, or withdraw the bills.").rule("G-15")
        }
        EngagementError::UpfrontAlreadyBilled(_) => {
            on_engagement(Code::UpfrontAlreadyBilled).remedy("Agree a new proposal.").rule("G-13")
        }
        EngagementError::ScheduleBillsItself(_) => {
            on_engagement(Code::ScheduleBillsItself).remedy("Agree a new proposal.").rule("G-13")
        }
        EngagementError::SilenceRuleNotApplicable => Refusal::new(Code::SilenceRuleNotApplicable)
            .remedy("Choose none: only work that is billed as it goes on has one.")
            .field("onSilence")
            .rule("G-48"),
        EngagementError::ExceedsRemaining { .. } => Refusal::new(Code::ExceedsRemaining)
            .remedy("Bill no more than what remains, or agree a new proposal.")
            .field("amount")
            .rule("G-14"),
        EngagementError::PaymentMethodRequired => {
            on_method(Code::PaymentMethodRequired).remedy("Add a card, ACH or net terms.").rule("G-20")
        }
        EngagementError::CreditCannotPayExpert => {
            on_method(Code::CreditCannotPayExpert).remedy("Choose another method.").rule("IQ-35")
        }
        EngagementError::CancellationNotFound(_) => on_cancellation(Code::CancellationNotFound)
            .remedy("Check the id and the account you act for.")
            .rule("IQ-26"),
        EngagementError::CancellationAlreadyDecided(_) => on_cancellation(Code::CancellationAlreadyDecided),
        EngagementError::CancellationDeadlinePassed { .. } => on_cancellation(Code::DeadlinePassed),
        EngagementError::OwnRequest(_) => {
            on_cancellation(Code::OwnRequest).remedy("Wait for the other side, or withdraw it.")
        }
        EngagementError::CancellationAlreadyOpen(_) => on_engagement(Code::CancellationAlreadyOpen)
            .remedy("Answer the one that is open, wait, or withdraw it.")
            .rule("G-46"),
        EngagementError::Over(_) => on_engagement(Code::EngagementNotActive).rule("G-15"),
        EngagementError::CertificationRequired => Refusal::new(Code::CertRequiredPersonal)
            .remedy("Link a certification of your own; a colleague's does not do.")
            .rule("IQ-17"),
        EngagementError::AccessLevelUnknown(_) => {
            Refusal::new(Code::AccessLevelUnknown).remedy("Choose one of accessLevels.").field("level").rule("G-16")
        }
        EngagementError::AccessLevelTooHigh { .. } => Refusal::new(Code::AccessLevelTooHigh)
            .remedy("Give what was asked for, or a level that it includes.")
            .field("level")
            .rule("G-16"),
        EngagementError::AccessGrantNotFound(_) => {
            on_grant(Code::AccessGrantNotFound).remedy("Check the id and the account you act for.").rule("IQ-26")
        }
        EngagementError::AccessGrantDecided(_) => on_grant(Code::AccessGrantAlreadyDecided).rule("G-33"),
        EngagementError::AccessGrantNotInState { .. } => on_grant(Code::AccessGrantNotInState)
            .remedy("Read the grant's status; the message names what it needs.")
            .rule("G-33"),
        EngagementError::AccessSessionOver(_) => {
            Refusal::new(Code::AccessSessionOver).remedy("Open another, under a new key.").rule("G-33")
        }
        EngagementError::NotCompleted(_) => {
            on_engagement(Code::EngagementNotCompleted).remedy("Wait until the work is complete.").rule("G-35")
        }
        EngagementError::NothingCollected(_) => {
            on_engagement(Code::NothingCollected).remedy("Wait until a payment was collected.").rule("G-35")
        }
        EngagementError::AlreadyReviewed(_) => on_engagement(Code::AlreadyReviewed).rule("G-35"),
        EngagementError::OwnAccount(_) => {
            on_engagement(Code::OwnAccount).remedy("Act with another account.").rule("IQ-11")
        }
        EngagementError::ReviewNotFound(_) => {
            on_review(Code::ReviewNotFound).remedy("Check the id and the account you act for.").rule("IQ-26")
        }
        EngagementError::ReviewNotInState { .. } => on_review(Code::ReviewNotInState)
            .remedy("Read the review's status; the message names what it needs.")
            .rule("G-35"),
        EngagementError::AlreadyReplied(_) => on_review(Code::AlreadyReplied).rule("G-35"),
        EngagementError::Input(error) => {
            Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
        }
        EngagementError::Money(error) => money_refusal(error),
    }
}
