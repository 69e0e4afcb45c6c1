//! What the payout rail reports: money that arrived, was refused, or came back.

use chrono::{DateTime, TimeDelta};

use super::Tally;
use crate::{Error, Marketplace, Result, disbursements::RAIL};

/// How far before the last report it is asked again, for what it reported late.
const OVERLAP: TimeDelta = TimeDelta::days(3);

/// Takes in what is new, in the order in which it is reported. What contradicts what we know is logged at every
/// run; but if our side fails, nothing after it is taken, so that asking from the last report on misses nothing.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let Some(rail) = app.outside.rail.as_deref() else { return Ok(Tally::default()) };
    let last = events::store::last_told(app.db.reader(), RAIL).await?;
    let since = last.map_or(DateTime::UNIX_EPOCH, |last| last - OVERLAP);
    let reported = rail.reports(since, app.clock.now()).await;
    let reported = reported.map_err(|error| Error::Outside(error.to_string()))?;
    let known = events::store::told_since(app.db.reader(), RAIL, since).await?;

    let mut tally = Tally::default();
    for report in reported.into_iter().filter(|report| !known.contains(&report.external_id)) {
        let (id, disbursement) = (report.external_id.clone(), report.disbursement_id);
        match app.settle_disbursement(report).await {
            Ok(step) => tally.count(step),
            Err(error @ (Error::Store(_) | Error::Busy(_))) => return Err(error),
            Err(error) => {
                tally.failed += 1;
                let error = &error as &dyn std::error::Error;
                tracing::error!(rail_report.id = %id, disbursement.id = %disbursement, error, "{id} does not fit");
            }
        }
    }
    Ok(tally)
}
