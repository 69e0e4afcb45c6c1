//! What the payment provider reports: money that arrived, attempts that came to nothing, refunds, and what was taken back.

use chrono::{DateTime, TimeDelta};
use payments::{Collected, Reference, RefundAnswer, RefundKey, Reversed};

use super::{Step, Tally};
use crate::{Error, Marketplace, Outcome, ProviderEvent, Result, payments::PROVIDER};

/// How far before the last event it is asked again, for what it reported late.
const OVERLAP: TimeDelta = TimeDelta::days(3);

/// Takes in what is new, in the order in which it is reported. What cannot be assigned is logged at every run;
/// but if our side fails, nothing after it is taken, so that asking from the last event on misses nothing.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let Some(provider) = app.outside.provider.as_deref() else { return Ok(Tally::default()) };
    let last = events::store::last_told(app.db.reader(), PROVIDER).await?;
    let since = last.map_or(DateTime::UNIX_EPOCH, |last| last - OVERLAP);
    let reported = provider.events(since, app.clock.now()).await;
    let reported = reported.map_err(|error| Error::Outside(error.to_string()))?;
    let known = events::store::told_since(app.db.reader(), PROVIDER, since).await?;

    let mut tally = Tally::default();
    for event in reported.into_iter().filter(|event| !known.contains(&event.external_id)) {
        match take_in(app, &event).await {
            Ok(step) => tally.count(step),
            Err(error @ (Error::Store(_) | Error::Busy(_))) => return Err(error),
            Err(error) => {
                tally.failed += 1;
                let (id, error) = (&event.external_id, &error as &dyn std::error::Error);
                tracing::error!(provider_event.id = %id, error, "the provider's event {id} could not be assigned");
            }
        }
    }
    Ok(tally)
}

async fn take_in(app: &Marketplace, event: &ProviderEvent) -> Result<Step> {
    let (external_id, at) = (event.external_id.clone(), event.at);
    if let Ok(key) = event.reference.parse::<RefundKey>() {
        let answer = match &event.outcome {
            Outcome::Refunded => RefundAnswer::Sent,
            Outcome::Failed { reason } => RefundAnswer::Failed { reason: reason.clone() },
            Outcome::Collected { .. } | Outcome::Reversed { .. } => return Err(unexpected(event)),
        };
        return app.record_refund(&external_id, key, answer, at).await;
    }
    let reference: Reference = event.reference.parse()?;
    match &event.outcome {
        Outcome::Collected { amount } => {
            app.record_collection(Collected { external_id, reference, amount: *amount, at }).await
        }
        Outcome::Failed { reason } => app.record_failure(&external_id, reference, reason.clone(), at).await,
        Outcome::Reversed { collected_by, kind, amount, reason } => {
            let (collected_by, reason) = (collected_by.clone(), reason.clone());
            let (kind, amount) = (*kind, *amount);
            app.record_reversal(Reversed { external_id, reference, collected_by, kind, amount, reason, at }).await
        }
        Outcome::Refunded => Err(unexpected(event)),
    }
}

fn unexpected(event: &ProviderEvent) -> Error {
    Error::Outside(format!("{} cannot become of {}", event.external_id, event.reference))
}
