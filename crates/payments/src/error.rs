use chrono::{DateTime, Utc};
use kernel::{
    ChargeId, ComplaintId, DisputeId, FeeScheduleId, InputError, Money, MoneyError, PaymentMethodId, PaymentRequestId,
    RefundId, SuspendedMoneyId,
};

use super::ChargeState;

/// Why a bill, its charge or what they rest on refuses. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    #[error("payment request {0} does not exist")]
    NotFound(PaymentRequestId),
    #[error("payment request {0} was already decided")]
    AlreadyDecided(PaymentRequestId),
    #[error("payment request {id} could be decided until {due_at}")]
    DeadlinePassed { id: PaymentRequestId, due_at: DateTime<Utc> },
    #[error("payment request {id} is {state}")]
    NotInState { id: PaymentRequestId, state: &'static str },
    #[error("a dispute stops payment request {0}")]
    Frozen(PaymentRequestId),
    #[error("dispute {0} does not exist")]
    DisputeNotFound(DisputeId),
    #[error("dispute {id} is {state}")]
    DisputeNotInState { id: DisputeId, state: &'static str },
    #[error("dispute {0} is over")]
    DisputeAlreadyDecided(DisputeId),
    #[error("dispute {id} could be answered until {due_at}")]
    DisputeDeadlinePassed { id: DisputeId, due_at: DateTime<Utc> },
    #[error("complaint {0} does not exist")]
    ComplaintNotFound(ComplaintId),
    #[error("more time was taken for complaint {0} already")]
    ComplaintExtendedAlready(ComplaintId),
    #[error("complaint {0} is answered")]
    ComplaintAnsweredAlready(ComplaintId),
    #[error("complaint {id} had to be answered until {due_at}, and no time is left to take")]
    ComplaintDeadlinePassed { id: ComplaintId, due_at: DateTime<Utc> },
    #[error("{part} is not a part of the {amount} of the bill: above zero, and below the whole")]
    PartNotBelowAmount { part: Money, amount: Money },
    #[error("time does not decide payment request {0} yet")]
    NotDue(PaymentRequestId),
    #[error("payment request {0} was not declined in this engagement, and only a declined bill can be answered")]
    NotDeclined(PaymentRequestId),
    #[error("the amount must be above zero")]
    AmountNotPositive,
    #[error("payment method {0} does not exist")]
    PaymentMethodNotFound(PaymentMethodId),
    #[error("charge {0} does not exist")]
    ChargeNotFound(ChargeId),
    #[error("charge {id} is {state}")]
    ChargeNotInState { id: ChargeId, state: ChargeState },
    #[error("charge {0} is paid by transfer: the customer sends the money")]
    PaidByTransfer(ChargeId),
    #[error("an attempt to collect charge {0} has no answer yet")]
    CollectionInFlight(ChargeId),
    #[error("charge {0} was attempted as often as it may be")]
    AttemptsUsedUp(ChargeId),
    #[error("{reported} was reported for charge {id}, which is over {owed}")]
    OtherCurrency { id: ChargeId, reported: Money, owed: Money },
    #[error("refund {0} does not exist")]
    RefundNotFound(RefundId),
    #[error("refund {id} is {state}")]
    RefundNotInState { id: RefundId, state: &'static str },
    #[error("the expert has answered refund {0} already")]
    RefundAlreadyDecided(RefundId),
    #[error("{left} is left to give back")]
    ExceedsRefundable { left: Money },
    #[error("the refunds come to {total}, and {typed} was typed")]
    TotalNotConfirmed { typed: Money, total: Money },
    #[error("{open} is open, and {typed} was typed")]
    AmountNotConfirmed { typed: Money, open: Money },
    #[error("{owed} is owed back, and {typed} was typed")]
    DebtNotConfirmed { typed: Money, owed: Money },
    #[error("{owed} is owed back, and {amount} is more")]
    MoreThanOwed { amount: Money, owed: Money },
    #[error("no money that waits for staff was named that came for charge {0}")]
    NothingHeld(ChargeId),
    #[error("money {0} does not wait for staff")]
    SuspendedNotFound(SuspendedMoneyId),
    #[error("staff have said what money {0} is")]
    SuspendedAlreadyAssigned(SuspendedMoneyId),
    #[error("money {0} was taken, and is not here")]
    SuspendedTaken(SuspendedMoneyId),
    #[error("whose money {0} is needs proof")]
    AssignmentEvidenceRequired(SuspendedMoneyId),
    #[error("what became of refund {0} needs proof")]
    RefundEvidenceRequired(RefundId),
    #[error("fee schedule {0} does not exist")]
    FeeScheduleNotFound(FeeScheduleId),
    #[error("a fee schedule cannot begin at {from}, before {now}")]
    PeriodInPast { from: DateTime<Utc>, now: DateTime<Utc> },
    #[error("another fee schedule begins at {0}")]
    PeriodTaken(DateTime<Utc>),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}
