use kernel::{Actor, LedgerAccountId, Page, Right, Slice};
use ledger::{AccountKind, store::Held};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What payees owe back, for staff who may give it up (IQ-33).
    pub async fn receivables(&self, actor: Actor, page: Page<LedgerAccountId>) -> Result<Slice<Held>> {
        actor.may(Right::WriteOff)?;
        Ok(ledger::store::page_of_held(self.db.reader(), AccountKind::ExpertReceivable, page).await?)
    }
}
