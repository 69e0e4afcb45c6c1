use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::IdentityCheck;
use kernel::{Actor, IdentityCheckId};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// The check waits for its call no longer, if it did: one that lies ahead is cancelled, so that its slot is free again
/// and nobody comes in vain; one that has begun is over. The check is locked before.
pub(super) async fn let_go_of_call(
    tx: &DatabaseTransaction,
    actor: Actor,
    check: IdentityCheckId,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(call) = experts::store::lock_booked_call(tx, check).await? else { return Ok(()) };
    let call = call.let_go(now);
    experts::store::save_call(tx, &call).await?;
    if call.is_cancelled() {
        events::store::record(tx, &Event::now(EventKind::IdentityCallCancelled, actor, &call.id, now)).await?;
    }
    Ok(())
}

/// As [`let_go_of_call`], where the check goes on without: it needs another call, should it be looked at again.
pub(super) async fn call_off(
    tx: &DatabaseTransaction,
    actor: Actor,
    check: IdentityCheck,
    now: DateTime<Utc>,
) -> Result<()> {
    let_go_of_call(tx, actor, check.id, now).await?;
    let Some(check) = check.called_off(now) else { return Ok(()) };
    experts::store::save_check(tx, &check).await?;
    let required = Event::now(EventKind::IdentityCheckCallRequired, actor, &check.id, now);
    Ok(events::store::record(tx, &required).await?)
}
