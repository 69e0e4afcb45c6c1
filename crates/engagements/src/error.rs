use chrono::{DateTime, Utc};
use kernel::{
    AccessGrantId, AccessSessionId, CancellationRequestId, EngagementId, InputError, Money, MoneyError, ReviewId,
};

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
    #[error("engagement {0} was paid at once at its acceptance, and is billed no more")]
    UpfrontAlreadyBilled(EngagementId),
    #[error("the schedule of engagement {0} bills it")]
    ScheduleBillsItself(EngagementId),
    #[error("what silence on a bill means is chosen only for work that is billed as it goes on")]
    SilenceRuleNotApplicable,
    #[error("{asked} is more than the {remaining} that remain of the agreed amount")]
    ExceedsRemaining { asked: Money, remaining: Money },
    #[error("the account has no such payment method")]
    PaymentMethodRequired,
    #[error("a promotional credit never pays an expert")]
    CreditCannotPayExpert,
    #[error("cancellation request {0} does not exist")]
    CancellationNotFound(CancellationRequestId),
    #[error("cancellation request {0} was already decided")]
    CancellationAlreadyDecided(CancellationRequestId),
    #[error("cancellation request {id} could be decided until {due_at}")]
    CancellationDeadlinePassed { id: CancellationRequestId, due_at: DateTime<Utc> },
    #[error("a request to cancel engagement {0} waits for its answer")]
    CancellationAlreadyOpen(EngagementId),
    #[error("cancellation request {0} is one's own: the other side answers")]
    OwnRequest(CancellationRequestId),
    #[error("engagement {0} is over")]
    Over(EngagementId),
    #[error("you hold no valid certification yourself")]
    CertificationRequired,
    #[error("there is no access level {0:?}")]
    AccessLevelUnknown(String),
    #[error("{given} lets somebody do what {asked} does not, and {asked} was asked for")]
    AccessLevelTooHigh { asked: String, given: String },
    #[error("access grant {0} does not exist")]
    AccessGrantNotFound(AccessGrantId),
    #[error("access grant {0} is decided")]
    AccessGrantDecided(AccessGrantId),
    #[error("access grant {id} is not {needs}")]
    AccessGrantNotInState { id: AccessGrantId, needs: &'static str },
    #[error("access session {0} is over")]
    AccessSessionOver(AccessSessionId),
    #[error("engagement {0} is not completed")]
    NotCompleted(EngagementId),
    #[error("no payment of engagement {0} was collected yet")]
    NothingCollected(EngagementId),
    #[error("engagement {0} is reviewed")]
    AlreadyReviewed(EngagementId),
    #[error("engagement {0} is your own account's work")]
    OwnAccount(EngagementId),
    #[error("review {0} does not exist")]
    ReviewNotFound(ReviewId),
    #[error("review {id} is not {needs}")]
    ReviewNotInState { id: ReviewId, needs: &'static str },
    #[error("review {0} is answered")]
    AlreadyReplied(ReviewId),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}
