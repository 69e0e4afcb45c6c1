use experts::CallSlot;
use kernel::{Actor, CallSlotId, IdentityCheckId, Page, Right, Slice};

use crate::{Marketplace, Result};

/// How many free calls an expert is shown.
const FREE_SLOTS_MAX: u64 = 100;

impl Marketplace {
    /// The calls that staff offer or hold and that are not over, soonest first, for those who review registrations.
    pub async fn call_slots(&self, actor: Actor, page: Page<CallSlotId>) -> Result<Slice<CallSlot>> {
        actor.may(Right::ReviewRegistrations)?;
        Ok(experts::store::page_slots(self.db.reader(), self.clock.now(), page).await?)
    }

    /// The calls that an expert can choose from whose check demands one and is seen already, soonest first.
    pub async fn free_call_slots(&self, actor: Actor) -> Result<Vec<CallSlot>> {
        actor.may_read(&[Right::ReviewRegistrations])?;
        Ok(experts::store::free_slots(self.db.reader(), self.clock.now(), FREE_SLOTS_MAX).await?)
    }

    /// The calls that checks wait for which are seen already.
    pub async fn booked_call_slots(
        &self,
        actor: Actor,
        checks: &[IdentityCheckId],
    ) -> Result<Vec<(IdentityCheckId, CallSlot)>> {
        actor.may_read(&[Right::ReviewRegistrations])?;
        Ok(experts::store::find_booked_slots(self.db.reader(), checks).await?)
    }
}
