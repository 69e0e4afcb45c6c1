use chrono::{DateTime, Utc};
use engagements::{AccessEnd, AccessGrant, AccessGrantState};
use events::{Event, EventKind};
use kernel::{Actor, EngagementId, MemberId};
use sea_orm::DatabaseTransaction;

use super::access_grants::write_grant;
use crate::Result;

/// When something took effect, and when it was noted.
type Instants = (DateTime<Utc>, DateTime<Utc>);

/// The work is over: nobody waits to be let in, and nobody goes in (G-15, G-33).
pub(crate) async fn end_grants(
    tx: &DatabaseTransaction,
    actor: Actor,
    id: EngagementId,
    (at, now): Instants,
) -> Result<()> {
    for grant in engagements::store::lock_live_grants(tx, id).await? {
        end(tx, actor, grant, AccessEnd::EngagementOver, (at, now)).await?;
    }
    Ok(())
}

/// Somebody acts for the expert's account no more: what was given to them is theirs alone, and goes.
pub(crate) async fn end_grants_of_person(
    tx: &DatabaseTransaction,
    actor: Actor,
    id: MemberId,
    now: DateTime<Utc>,
) -> Result<()> {
    for grant in engagements::store::lock_live_grants_of_person(tx, id).await? {
        end(tx, actor, grant, AccessEnd::PersonLeft, (now, now)).await?;
    }
    Ok(())
}

async fn end(
    tx: &DatabaseTransaction,
    actor: Actor,
    grant: AccessGrant,
    cause: AccessEnd,
    (at, now): Instants,
) -> Result<()> {
    let grant = grant.end(cause, at);
    let kind = match grant.state {
        AccessGrantState::AutoRevoked { .. } => EventKind::AccessGrantAutoRevoked,
        AccessGrantState::Withdrawn { .. } => EventKind::AccessGrantWithdrawn,
        AccessGrantState::Requested
        | AccessGrantState::Approved { .. }
        | AccessGrantState::Declined { .. }
        | AccessGrantState::Revoked { .. } => return Ok(()), // It was over.
    };
    write_grant(tx, &grant, &Event::effective(kind, actor, &grant.id, at, now).because(cause.words())).await
}
