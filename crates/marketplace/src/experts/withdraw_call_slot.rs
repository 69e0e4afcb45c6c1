use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{CallSlot, ExpertError};
use kernel::{Actor, CallSlotId, Right, StaffId};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff offer a call no longer that nobody booked.
    pub async fn withdraw_call_slot(&self, actor: Actor, id: CallSlotId) -> Result<CallSlot> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let slot = experts::store::lock_slot(&tx, id).await?.ok_or(ExpertError::CallSlotNotFound(id))?;
        let slot = slot.withdraw(now)?;
        write_withdrawal(&tx, actor, &slot, now).await?;
        tx.commit().await?;

        Ok(slot)
    }
}

/// Who works for the operator no longer holds no calls that nobody booked yet. Those that are booked take place: a
/// colleague holds them.
pub(crate) async fn withdraw_slots_of(
    tx: &DatabaseTransaction,
    actor: Actor,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<()> {
    for slot in experts::store::lock_free_slots_of(tx, staff, now).await? {
        write_withdrawal(tx, actor, &slot.withdraw(now)?, now).await?;
    }
    Ok(())
}

async fn write_withdrawal(tx: &DatabaseTransaction, actor: Actor, slot: &CallSlot, now: DateTime<Utc>) -> Result<()> {
    experts::store::save_slot(tx, slot).await?;
    Ok(events::store::record(tx, &Event::now(EventKind::CallSlotWithdrawn, actor, &slot.id, now)).await?)
}
