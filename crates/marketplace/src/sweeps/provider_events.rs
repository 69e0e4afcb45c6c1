//! What the payment provider reports: money that arrived, attempts that came to nothing, refunds, and what was taken back.

use chrono::DateTime;

use super::Tally;
use crate::{
    Error, Marketplace, Polling, Result, Taken,
    payments::PROVIDER,
};

/// How much of the overlap may pass before it is noted how far the provider was asked: so that an idle sweep writes
/// nothing.
const PARTS: i32 = 4;

/// Takes in what is new, in the order in which it is reported. What the provider also sends by itself moves nothing
/// here: it is asked on from where asking came to, so that no outage, of ours or of its messages, leaves a gap. If our
/// side fails, nothing after it is taken, and it is asked from there again.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let Some(provider) = app.outside.provider.as_deref() else { return Ok(Tally::default()) };
    let Polling { every, overlap } = provider.polling();
    if !app.may_ask(PROVIDER, every).await? {
        return Ok(Tally::default());
    }
    let asked_until = events::store::asked_until(app.db.reader(), PROVIDER).await?;
    let since = asked_until.map_or(DateTime::UNIX_EPOCH, |until| until - overlap);
    let until = app.clock.now();
    let reported = provider.events(since, until).await;
    let reported = reported.map_err(|error| Error::Outside(error.to_string()))?;
    let known = events::store::told_since(app.db.reader(), PROVIDER, since).await?;

    let mut tally = Tally::default();
    for event in reported.into_iter().filter(|event| !known.contains(&event.external_id)) {
        match app.take_in_event(&event).await? {
            Taken::Done => tally.done = tally.done.saturating_add(1),
            Taken::Left => {}
            Taken::SetAside => tally.failed = tally.failed.saturating_add(1),
        }
    }
    if asked_until.is_none_or(|asked_until| until - asked_until >= overlap / PARTS) {
        app.note_asked(PROVIDER, until).await?;
    }
    Ok(tally)
}
