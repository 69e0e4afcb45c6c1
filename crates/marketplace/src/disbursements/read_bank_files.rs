use disbursements::{Batch, Disbursement};
use kernel::{Actor, BankDocumentId, BankLineId, DisbursementBatchId, DisbursementId, Page, Pages, Right, Slice};
use reconciliation::{BankDocument, RecordedLine};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The files that went to the bank, newest first: for the staff who run payouts or settle them.
    pub async fn bank_files(&self, actor: Actor, page: Page<DisbursementBatchId>) -> Result<Slice<Batch>> {
        actor.may_any(&Right::TO_READ_BANK_FILES)?;
        Ok(disbursements::store::page_of_batches(self.db.reader(), page).await?)
    }

    /// What several of them carry, newest first.
    pub async fn disbursements_of_bank_files(
        &self,
        actor: Actor,
        ids: &[DisbursementBatchId],
        page: Page<DisbursementId>,
    ) -> Result<Pages<DisbursementBatchId, Disbursement>> {
        actor.may_any(&Right::TO_READ_BANK_FILES)?;
        Ok(disbursements::store::pages_of_members(self.db.reader(), ids, page).await?)
    }

    /// What the bank sent, newest first: what is doubtful alone, if that is asked.
    pub async fn bank_documents(
        &self,
        actor: Actor,
        only_doubtful: bool,
        page: Page<BankDocumentId>,
    ) -> Result<Slice<BankDocument>> {
        actor.may_any(&Right::TO_READ_BANK_FILES)?;
        Ok(reconciliation::store::page_of_documents(self.db.reader(), only_doubtful, page).await?)
    }

    /// What the bank told and nobody can place, newest first: for staff to say what it is.
    pub async fn breaks(&self, actor: Actor, page: Page<BankLineId>) -> Result<Slice<RecordedLine>> {
        actor.may(Right::SettleUnresolved)?;
        Ok(reconciliation::store::page_of_breaks(self.db.reader(), page).await?)
    }
}
