//! The payout runs whose cutoff is over, currency by currency and day by day; days that were missed are made up
//! for in their order (IQ-32).

use futures_util::FutureExt;
use chrono::{DateTime, Utc};
use disbursements::PayoutRun;

use super::{NextWorkedOut, Tally};
use crate::{Error, Marketplace, Result};

/// Makes the next run of each currency that is due. One that fails does not hold up the other currencies.
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let mut tally = Tally::default();
    for run in next_runs(app).await?.into_iter().filter(|run| run.is_due(until)) {
        match app.make_payout_run(run).await {
            Ok(step) => tally.count(step),
            Err(Error::Busy(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a payout run waits for the next sweep: others are in the way");
            }
            Err(error) => {
                tally.failed += 1;
                let (currency, on) = (run.currency.code(), run.on);
                let error = &error as &dyn std::error::Error;
                tracing::error!(payout_run.currency = currency, payout_run.on = %on, error, "a payout run failed");
            }
        }
    }
    Ok(tally)
}

/// The earliest cutoff after `after` that money waits for.
pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> NextWorkedOut<'_> {
    async move {
        let cutoffs = next_runs(app).await?.into_iter().map(PayoutRun::cutoff);
        Ok(cutoffs.filter(|cutoff| *cutoff > after).min())
    }
    .boxed()
}

async fn next_runs(app: &Marketplace) -> Result<Vec<PayoutRun>> {
    let waiting = disbursements::store::waiting(app.db.reader()).await?;
    Ok(waiting.into_iter().map(disbursements::Waiting::next_run).collect())
}
