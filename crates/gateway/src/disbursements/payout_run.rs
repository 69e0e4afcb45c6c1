use async_graphql::Object;
use chrono::{DateTime, NaiveDate, Utc};
use marketplace::RunTally;

use crate::money::CurrencyCode;

pub struct PayoutRun(pub RunTally);

/// The payout run of one currency on one business day of its rail.
#[Object]
impl PayoutRun {
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.run.currency)
    }

    async fn run_on(&self) -> NaiveDate {
        self.0.run.on
    }

    /// It pays what became available before.
    async fn cutoff_at(&self) -> DateTime<Utc> {
        self.0.run.cutoff()
    }

    /// How many payees it paid, in all.
    async fn scheduled_count(&self) -> u32 {
        self.0.scheduled
    }

    /// How many payees it could not pay; each sees why among its `payoutBlockers`.
    async fn blocked_count(&self) -> u32 {
        self.0.blocked
    }
}

impl From<RunTally> for PayoutRun {
    fn from(tally: RunTally) -> Self {
        Self(tally)
    }
}
