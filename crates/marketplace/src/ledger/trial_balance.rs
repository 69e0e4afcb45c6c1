use kernel::{Actor, Right};
use ledger::store::TrialBalanceRow;

use crate::{Marketplace, Result};

impl Marketplace {
    /// The trial balance, from the entries alone: in each currency debits and credits are the same (invariant 7).
    pub async fn trial_balance(&self, actor: Actor) -> Result<Vec<TrialBalanceRow>> {
        actor.may(Right::ReadAudit)?;
        Ok(ledger::store::trial_balance(self.db.reader()).await?)
    }
}
