//! The agreed work: what it is paid with, and its end.

mod engagement;
mod mutations;
mod queries;
mod silence;

use ::engagements::EngagementError;
use async_graphql::Enum;

pub use self::{
    engagement::Engagement,
    mutations::EngagementMutations,
    queries::EngagementQueries,
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

impl From<Side> for kernel::Side {
    fn from(side: Side) -> Self {
        match side {
            Side::Customer => Self::Customer,
            Side::Expert => Self::Expert,
        }
    }
}

impl From<kernel::Side> for Side {
    fn from(side: kernel::Side) -> Self {
        match side {
            kernel::Side::Customer => Self::Customer,
            kernel::Side::Expert => Self::Expert,
        }
    }
}

/// Why an engagement refused.
pub(crate) fn refusal(error: &EngagementError) -> Refusal {
    let on_engagement = |code| Refusal::new(code).field("engagementId");
    let on_method = |code| Refusal::new(code).field("paymentMethodId");
    match error {
        EngagementError::NotFound(_) => {
            on_engagement(Code::EngagementNotFound).remedy("Check the id and the account you act for.").rule("IQ-26")
        }
        EngagementError::NotActive(_) => on_engagement(Code::EngagementNotActive).rule("G-14"),
        EngagementError::FinalBillPending(_) => {
            on_engagement(Code::FinalBillPending).remedy("Wait for the decision on the final bill.").rule("X18")
        }
        EngagementError::BillsPending(_) => {
            on_engagement(Code::BillsPending).remedy("Wait for the decision, or withdraw the bills.").rule("G-15")
        }
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
        EngagementError::Money(error) => money_refusal(error),
    }
}
