use kernel::{EngagementId, Money, MoneyError};

/// Why an engagement refuses. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngagementError {
    #[error("engagement {0} does not exist")]
    NotFound(EngagementId),
    #[error("engagement {0} is over, or waits for the decision on its final bill")]
    NotActive(EngagementId),
    #[error("the final bill of engagement {0} waits for a decision")]
    FinalBillPending(EngagementId),
    #[error("bills of engagement {0} wait for a decision")]
    BillsPending(EngagementId),
    #[error("{asked} is more than the {remaining} that remain of the agreed amount")]
    ExceedsRemaining { asked: Money, remaining: Money },
    #[error("the account has no such payment method")]
    PaymentMethodRequired,
    #[error("a promotional credit never pays an expert")]
    CreditCannotPayExpert,
    #[error(transparent)]
    Money(#[from] MoneyError),
}
