use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Enum, Object, dataloader::Loader};
use kernel::PaymentRequestId;
use marketplace::{Assumption, Error, Marketplace, Outlook, PartStatus};

use super::blocker::PaymentBlocker;
use crate::{
    disbursements::Disbursement,
    loaders::{Rows, load},
    money::Money,
    payments::PaymentRequest,
    session::Session,
    user_error::OrNull,
    window::DayWindow,
};

pub struct PaymentForecast(Outlook);

/// When the money of a bill is expected at the expert's bank. A forecast moves no money; it narrows as things happen.
#[Object]
impl PaymentForecast {
    /// What the expert gets of the bill; while nobody decided, by the rate that will be in force when silence approves.
    async fn net(&self) -> Option<Money> {
        self.0.net.map(Money::from)
    }

    /// Between which days the last of it arrives; once all is paid, the day. Null while there is no telling.
    async fn arrival(&self) -> Option<DayWindow> {
        self.0.arrival().map(DayWindow::from)
    }

    /// What the days count on.
    async fn assumes(&self) -> Vec<ForecastAssumption> {
        self.0.assumes().into_iter().map(ForecastAssumption::from).collect()
    }

    /// The parts of the net that go different ways; they add up to it.
    async fn parts(&self) -> Vec<PaymentPart> {
        parts(&self.0)
    }
}

pub struct WhyNotPaid(pub Outlook);

/// Where the money of a bill is, and everything that stands in its way at this moment.
#[Object]
impl WhyNotPaid {
    async fn payment_request(&self) -> PaymentRequest {
        PaymentRequest(self.0.bill.clone())
    }

    async fn standing(&self) -> PaymentStanding {
        self.0.standing.into()
    }

    /// The standing, in words for the expert.
    async fn message(&self) -> &'static str {
        PaymentStanding::from(self.0.standing).message()
    }

    /// What the expert gets of the bill; null if it was declined, withdrawn or cancelled.
    async fn net(&self) -> Option<Money> {
        self.0.net.map(Money::from)
    }

    /// How much of it reached the expert's bank, or repaid what the expert owed.
    async fn paid(&self) -> Money {
        self.0.paid.into()
    }

    /// How much of it the expert gave back before it was paid.
    async fn refunded(&self) -> Money {
        self.0.refunded.into()
    }

    /// How much of it is approved and none of these. Not zero as long as there are blockers, and the other way round;
    /// a bill that nobody decided has only those that would stand in its way.
    async fn unpaid(&self) -> Money {
        self.0.unpaid.into()
    }

    /// Everything that stands in the way, of all parts, each once.
    async fn blockers(&self) -> Vec<PaymentBlocker> {
        self.0.reasons().into_iter().map(PaymentBlocker).collect()
    }

    /// The parts of the net that go different ways; they add up to it.
    async fn parts(&self) -> Vec<PaymentPart> {
        parts(&self.0)
    }
}

pub struct PaymentPart(marketplace::Part);

/// A part of a bill's net that goes one way.
#[Object]
impl PaymentPart {
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    async fn status(&self) -> PaymentPartStatus {
        self.0.status.into()
    }

    /// Between which days it is collected; null once it is, and where there is no telling.
    async fn collection(&self) -> Option<DayWindow> {
        self.0.collection.map(DayWindow::from)
    }

    /// The days of the runs that may take it, or of the run that did; null where there is no telling.
    async fn run(&self) -> Option<DayWindow> {
        self.0.run.map(DayWindow::from)
    }

    /// Between which days the expert's bank has it; once it is paid, the day. Null where there is no telling.
    async fn arrival(&self) -> Option<DayWindow> {
        self.0.arrival.map(DayWindow::from)
    }

    /// What carries it, or carried it, with the bank's trace; null until a run took it.
    async fn disbursement(&self) -> Option<Disbursement> {
        self.0.disbursement.clone().map(Disbursement)
    }

    /// What the days count on.
    async fn assumes(&self) -> Vec<ForecastAssumption> {
        self.0.assumes.iter().copied().map(ForecastAssumption::from).collect()
    }

    /// Everything that stands in its way.
    async fn blockers(&self) -> Vec<PaymentBlocker> {
        self.0.reasons.iter().copied().map(PaymentBlocker).collect()
    }
}

/// How far the money of a bill is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentStanding {
    /// The day on which the schedule bills it has not come.
    AwaitsDay,
    /// The customer has not decided, and silence has not either.
    AwaitsDecision,
    /// The customer objects to the bill, and the two sides settle it.
    InDispute,
    /// The customer refused the bill.
    Declined,
    /// The expert took the bill back.
    Withdrawn,
    /// The engagement ended before its day.
    Cancelled,
    /// The money of the customer is awaited.
    AwaitsCollection,
    /// It is collected and waits for a run.
    AwaitsRun,
    /// It is on its way to the expert's bank.
    InTransit,
    /// Some of it was paid, and some was not.
    PartiallyPaid,
    Paid,
    /// The customer did not pay, and nobody asks for it any more.
    WrittenOff,
    /// All of it was given back to the customer before any of it was paid.
    Refunded,
}

/// How far a part of a bill's net is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentPartStatus {
    /// The day on which the schedule bills it has not come.
    AwaitsDay,
    AwaitsDecision,
    AwaitsCollection,
    AwaitsRun,
    InTransit,
    /// The customer did not pay it, and nobody asks for it any more.
    WrittenOff,
    Paid,
    /// It repaid what the expert owed.
    Repaid,
    /// The expert gave it back to the customer, or does not ask for it any more.
    Refunded,
}

/// What a forecast takes for granted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ForecastAssumption {
    /// The customer decides nothing, and silence approves the bill.
    ApprovedBySilence,
    /// The next attempt to collect succeeds.
    NextAttemptSucceeds,
    /// What stands in the way is lifted before the run; the blockers tell what it is.
    BlockersLifted,
}

fn parts(outlook: &Outlook) -> Vec<PaymentPart> {
    outlook.parts.iter().cloned().map(PaymentPart).collect()
}

/// The forecast of a bill; `None` to who may not see how its expert is paid, and of a bill that nobody pays.
pub async fn forecast_of(ctx: &Context<'_>, bill: &::payments::PaymentRequest) -> OrNull<PaymentForecast> {
    if !Marketplace::may_see_payouts(Session::of(ctx).actor, bill) {
        return None;
    }
    let outlook = load(ctx, OutlookOf(bill.id)).await.map(|found| found.filter(|outlook| outlook.net.is_some()));
    outlook.transpose().map(|found| found.map(PaymentForecast))
}

/// Where a bill stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct OutlookOf(PaymentRequestId);

impl Loader<OutlookOf> for Rows {
    type Value = Outlook;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[OutlookOf]) -> Result<HashMap<OutlookOf, Outlook>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let outlooks = self.0.outlooks(&ids).await.map_err(Arc::new)?;
        Ok(outlooks.into_iter().map(|outlook| (OutlookOf(outlook.bill.id), outlook)).collect())
    }
}

impl PaymentStanding {
    fn message(self) -> &'static str {
        match self {
            Self::AwaitsDay => "the schedule bills it on its day, and it needs no decision",
            Self::AwaitsDecision => "the bill waits for the customer's decision",
            Self::InDispute => "a dispute stops the bill until it is settled or withdrawn",
            Self::Declined => "the customer declined the bill; its amount may be billed again",
            Self::Withdrawn => "the bill was withdrawn; its amount may be billed again",
            Self::Cancelled => "the engagement ended before the day of the bill",
            Self::AwaitsCollection => "the bill is approved, and the customer's money is awaited",
            Self::AwaitsRun => "the customer's money is here, and a payout run will take it",
            Self::InTransit => "the money is on its way to the bank",
            Self::PartiallyPaid => "some of the money is paid, and some is not",
            Self::Paid => "nothing is left to pay",
            Self::WrittenOff => "the customer did not pay, and it is written off",
            Self::Refunded => "all of it was given back to the customer",
        }
    }
}

impl From<marketplace::PaymentStanding> for PaymentStanding {
    fn from(standing: marketplace::PaymentStanding) -> Self {
        match standing {
            marketplace::PaymentStanding::AwaitsDay => Self::AwaitsDay,
            marketplace::PaymentStanding::AwaitsDecision => Self::AwaitsDecision,
            marketplace::PaymentStanding::InDispute => Self::InDispute,
            marketplace::PaymentStanding::Declined => Self::Declined,
            marketplace::PaymentStanding::Withdrawn => Self::Withdrawn,
            marketplace::PaymentStanding::Cancelled => Self::Cancelled,
            marketplace::PaymentStanding::AwaitsCollection => Self::AwaitsCollection,
            marketplace::PaymentStanding::AwaitsRun => Self::AwaitsRun,
            marketplace::PaymentStanding::InTransit => Self::InTransit,
            marketplace::PaymentStanding::PartiallyPaid => Self::PartiallyPaid,
            marketplace::PaymentStanding::Paid => Self::Paid,
            marketplace::PaymentStanding::WrittenOff => Self::WrittenOff,
            marketplace::PaymentStanding::Refunded => Self::Refunded,
        }
    }
}

impl From<PartStatus> for PaymentPartStatus {
    fn from(status: PartStatus) -> Self {
        match status {
            PartStatus::AwaitsDay => Self::AwaitsDay,
            PartStatus::AwaitsDecision => Self::AwaitsDecision,
            PartStatus::AwaitsCollection => Self::AwaitsCollection,
            PartStatus::AwaitsRun => Self::AwaitsRun,
            PartStatus::InTransit => Self::InTransit,
            PartStatus::WrittenOff => Self::WrittenOff,
            PartStatus::Paid => Self::Paid,
            PartStatus::Repaid => Self::Repaid,
            PartStatus::Refunded => Self::Refunded,
        }
    }
}

impl From<Assumption> for ForecastAssumption {
    fn from(assumption: Assumption) -> Self {
        match assumption {
            Assumption::ApprovedBySilence => Self::ApprovedBySilence,
            Assumption::NextAttemptSucceeds => Self::NextAttemptSucceeds,
            Assumption::BlockersLifted => Self::BlockersLifted,
        }
    }
}
