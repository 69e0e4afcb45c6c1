use chrono::{DateTime, Utc};
use engagements::{Engagement, OVERTAKEN, State};
use events::{Event, EventKind};
use kernel::Actor;
use sea_orm::DatabaseTransaction;

use super::end_grants;
use crate::{Result, payments::settle_planned};

/// Ends everything that ends with an engagement, as of the instant of its end (G-15, G-33). Called in the transaction
/// that decided the end, wherever that is, with the engagement locked, which is then for the caller to write; what is
/// Submitted is decided as always, also after. With an engagement that goes on nothing ends.
pub(crate) async fn wind_up(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    let Some((ended, at)) = end(&engagement) else { return Ok(engagement) };
    let engagement = settle_planned(tx, actor, engagement, at, now).await?;
    overtake_cancellation(tx, &engagement, at, now).await?;
    end_grants(tx, actor, engagement.id, (at, now)).await?;

    events::store::record(tx, &Event::effective(ended, actor, &engagement.id, at, now)).await?;
    Ok(engagement)
}

/// Whoever was asked to end work that has ended needs not answer any more.
async fn overtake_cancellation(
    tx: &DatabaseTransaction,
    engagement: &Engagement,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let open = engagements::store::lock_open_cancellation(tx, engagement.id).await?;
    let Some(request) = open.and_then(|request| request.overtake(at)) else { return Ok(()) };
    let withdrawn =
        Event::effective(EventKind::CancellationWithdrawn, Actor::System, &request.id, at, now).because(OVERTAKEN);

    engagements::store::save_cancellation(tx, &request).await?;
    events::store::record(tx, &withdrawn).await?;
    Ok(())
}

/// How and when it ended.
fn end(engagement: &Engagement) -> Option<(EventKind, DateTime<Utc>)> {
    match engagement.state {
        State::Completed { at } => Some((EventKind::EngagementCompleted, at)),
        State::Cancelled { at } => Some((EventKind::EngagementCancelled, at)),
        State::Active | State::FinalBilled => None,
    }
}
