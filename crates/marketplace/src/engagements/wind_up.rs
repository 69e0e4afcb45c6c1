use chrono::{DateTime, Utc};
use engagements::{Engagement, State};
use events::{Event, EventKind};
use kernel::Actor;
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Writes an engagement that has just ended, and everything that ends with it, as of the instant of its end (G-15,
/// G-33). Called in the transaction that decided the end, wherever that is, with the engagement locked; what is
/// Submitted is decided as always, also after. An engagement that goes on is left as it is.
pub(crate) async fn wind_up(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    let Some((ended, at)) = end(&engagement) else { return Ok(engagement) };

    engagements::store::save(tx, &engagement).await?;
    events::store::record(tx, &Event::effective(ended, actor, &engagement.id, at, now)).await?;
    Ok(engagement)
}

/// How and when it ended.
fn end(engagement: &Engagement) -> Option<(EventKind, DateTime<Utc>)> {
    match engagement.state {
        State::Completed { at } => Some((EventKind::EngagementCompleted, at)),
        State::Active | State::FinalBilled => None,
    }
}
