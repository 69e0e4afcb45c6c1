use async_graphql::{Enum, Object};
use chrono::NaiveDate;
use kernel::{PaymentRequestId, Slice};
use marketplace::Error;

use super::{blocker::PaymentBlocker, outlook::ForecastAssumption};
use crate::{
    connection::{Connection, connection, page},
    money::{CurrencyCode, Money},
    payments::PaymentRequest,
    user_error::answer,
    window::DayWindow,
};

const BILLS: &str = "upcomingBills";

pub struct UpcomingPayout(pub marketplace::UpcomingPayout);

/// What comes to one's own account in one currency by one run, as surely as the rest of it.
#[Object]
impl UpcomingPayout {
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.key.currency)
    }

    /// The day of the run by which it leaves at the latest; null while something stands in the way.
    async fn run_on(&self) -> Option<NaiveDate> {
        self.0.key.leaves_by
    }

    /// The day of the first run that may take some of it; null while something stands in the way.
    async fn earliest_run_on(&self) -> Option<NaiveDate> {
        self.0.earliest_run_on
    }

    async fn stage(&self) -> PayoutStage {
        self.0.key.stage.into()
    }

    /// After the fee; of what nobody decided, by the rate that will be in force when silence approves.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Between which days the bank has it; null while something stands in the way.
    async fn arrival(&self) -> Option<DayWindow> {
        self.0.arrival.map(DayWindow::from)
    }

    /// Which bills it comes from, those that were sent first first.
    fn bills(
        &self,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<UpcomingBill>> {
        let slice = move || {
            let page = page::<PaymentRequestId>(BILLS, first, after.as_deref())?;
            let bills = self.0.bills.iter().filter(|bill| page.after.is_none_or(|after| bill.bill.id > after));
            let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
            Ok::<Slice<_>, Error>(page.slice(bills.take(limit).cloned().collect()))
        };
        Ok(connection(BILLS, answer(slice())?, |bill| bill.bill.id, UpcomingBill))
    }
}

pub struct UpcomingBill(marketplace::UpcomingBill);

/// What a payout to come has of one bill.
#[Object]
impl UpcomingBill {
    async fn payment_request(&self) -> PaymentRequest {
        PaymentRequest(self.0.bill.clone())
    }

    /// After the fee.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What the days count on.
    async fn assumes(&self) -> Vec<ForecastAssumption> {
        self.0.assumes.iter().copied().map(ForecastAssumption::from).collect()
    }

    /// Everything that stands in the way.
    async fn blockers(&self) -> Vec<PaymentBlocker> {
        self.0.reasons.iter().copied().map(PaymentBlocker).collect()
    }
}

/// How sure it is that money is paid, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PayoutStage {
    /// A run took it, and it is on its way.
    InTransit,
    /// It is collected, and nothing stands in the way of its run.
    Certain,
    /// It is approved, and to be collected.
    Expected,
    /// The customer has not approved it.
    Undecided,
    /// Something must be lifted first: it has no day.
    Blocked,
}

impl From<marketplace::PayoutStage> for PayoutStage {
    fn from(stage: marketplace::PayoutStage) -> Self {
        match stage {
            marketplace::PayoutStage::InTransit => Self::InTransit,
            marketplace::PayoutStage::Certain => Self::Certain,
            marketplace::PayoutStage::Expected => Self::Expected,
            marketplace::PayoutStage::Undecided => Self::Undecided,
            marketplace::PayoutStage::Blocked => Self::Blocked,
        }
    }
}
