use disbursements::Hold;
use kernel::{AccountId, Actor, HoldId, Page, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Holds, newest first, for staff: of one payee, if one is given, and those that stand alone, if that is asked.
    pub async fn holds(
        &self,
        actor: Actor,
        payee: Option<AccountId>,
        only_standing: bool,
        page: Page<HoldId>,
    ) -> Result<Slice<Hold>> {
        actor.may(Right::ManageHolds)?;
        Ok(disbursements::store::page_of_holds(self.db.reader(), payee, only_standing, page).await?)
    }
}
