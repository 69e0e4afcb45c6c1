use kernel::{Actor, Page, Right, Slice, SuspendedMoneyId};
use payments::Suspended;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Money that nobody could assign, newest first: for staff to say what it is.
    pub async fn suspended_money(&self, actor: Actor, page: Page<SuspendedMoneyId>) -> Result<Slice<Suspended>> {
        actor.may_any(&Right::TO_READ_SUSPENSE)?;
        Ok(payments::store::page_of_suspended(self.db.reader(), page).await?)
    }
}
