use kernel::{Actor, LedgerTransactionId, Page, Right, Slice};
use ledger::Booked;

use crate::{Marketplace, Result};

impl Marketplace {
    /// What is booked, leg by leg, the last first, for whoever follows a cent through the books: everything, or what is
    /// booked under one reference.
    pub async fn ledger_transactions(
        &self,
        actor: Actor,
        reference: Option<&str>,
        page: Page<LedgerTransactionId>,
    ) -> Result<Slice<Booked>> {
        actor.may(Right::ReadAudit)?;
        let books = self.db.snapshot().await?;
        Ok(ledger::store::page_of_transactions(&books, reference, page).await?)
    }
}
