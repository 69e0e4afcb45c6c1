use kernel::{Actor, Page, Right, Slice, SuspendedMoneyId};
use payments::Suspended;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Money that came for what was given up, newest first: for staff to say what it is.
    pub async fn suspended_money(&self, actor: Actor, page: Page<SuspendedMoneyId>) -> Result<Slice<Suspended>> {
        actor.may(Right::WriteOff)?;
        Ok(payments::store::page_of_suspended(self.db.reader(), page).await?)
    }
}
