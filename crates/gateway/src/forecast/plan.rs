use async_graphql::{Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Slice;
use marketplace::{Error, PayoutKey};

use super::{blocker::PaymentBlockerCode, upcoming::PayoutStage};
use crate::{
    connection::{Connection, connection, page},
    disbursements::PayoutRail,
    money::{CurrencyCode, Money},
    user_error::answer,
    window::DayWindow,
};

const PLANNED: &str = "plannedPayouts";

pub struct PayoutPlan(pub marketplace::PayoutPlan);

/// What leaves for payees in the next weeks, and what is stuck and why. Everything that is approved and not paid is in
/// it once: planned by a run, or blocked.
#[Object]
impl PayoutPlan {
    /// The instant it holds at.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Currency by currency, what is owed to payees as the books have it, and how much of it is blocked.
    async fn totals(&self) -> Vec<PayoutPlanTotal> {
        self.0.totals.iter().copied().map(PayoutPlanTotal::from).collect()
    }

    /// What leaves, soonest first: by run, currency, rail and stage.
    fn payouts(
        &self,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<PlannedPayout>> {
        let slice = move || {
            let page = page::<PayoutKey>(PLANNED, first, after.as_deref())?;
            let planned = self.0.payouts.iter().filter(|payout| page.after.is_none_or(|after| payout.key > after));
            let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
            Ok::<Slice<_>, Error>(page.slice(planned.take(limit).cloned().collect()))
        };
        Ok(connection(PLANNED, answer(slice())?, |payout| payout.key, PlannedPayout))
    }

    /// What has no run, by currency and code. What several codes block counts under each of them; the totals count it
    /// once.
    async fn blocked(&self) -> Vec<BlockedMoney> {
        self.0.blocked.iter().map(BlockedMoney::from).collect()
    }
}

/// What is owed to payees in one currency, as the books have it.
#[derive(SimpleObject)]
pub struct PayoutPlanTotal {
    currency: CurrencyCode,
    /// On its way to the banks.
    in_transit: Money,
    /// Collected: runs take it.
    available: Money,
    /// Approved, and to be collected.
    unfunded: Money,
    /// How much of the three something stands in the way of.
    blocked: Money,
}

pub struct PlannedPayout(marketplace::PlannedPayout);

/// What leaves by one run, in one currency, over one rail, as surely as the rest of it.
#[Object]
impl PlannedPayout {
    /// The day of the run by which it leaves at the latest: a business day of the currency's rail.
    async fn run_on(&self) -> Option<NaiveDate> {
        self.0.key.leaves_by
    }

    /// The day of the first run that may take some of it.
    async fn earliest_run_on(&self) -> NaiveDate {
        self.0.earliest_run_on
    }

    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.key.currency)
    }

    /// What carries it.
    async fn rail(&self) -> Option<PayoutRail> {
        self.0.key.rail.map(PayoutRail::from)
    }

    async fn stage(&self) -> PayoutStage {
        self.0.key.stage.into()
    }

    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// How many payees have something in it.
    async fn payee_count(&self) -> usize {
        self.0.payees()
    }

    /// Between which days the payees' banks have it.
    async fn arrival(&self) -> DayWindow {
        self.0.arrival.into()
    }
}

/// What one reason keeps from being paid, in one currency.
#[derive(SimpleObject)]
pub struct BlockedMoney {
    code: PaymentBlockerCode,
    amount: Money,
    /// How many payees it is kept from.
    payee_count: usize,
}

impl From<marketplace::PlanTotal> for PayoutPlanTotal {
    fn from(total: marketplace::PlanTotal) -> Self {
        Self {
            currency: CurrencyCode(total.available.currency()),
            in_transit: total.in_transit.into(),
            available: total.available.into(),
            unfunded: total.unfunded.into(),
            blocked: total.blocked.into(),
        }
    }
}

impl From<&marketplace::BlockedMoney> for BlockedMoney {
    fn from(blocked: &marketplace::BlockedMoney) -> Self {
        Self { code: blocked.code.into(), amount: blocked.amount.into(), payee_count: blocked.payees() }
    }
}
