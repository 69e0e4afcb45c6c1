use chrono::{DateTime, Utc};
use kernel::{Actor, Right};
use ledger::store::TrialBalanceRow;

use crate::{Marketplace, Result};

impl Marketplace {
    /// The trial balance, from the entries alone: in each currency debits and credits are the same (invariant 7). `at`
    /// an instant it is of what had taken effect by then, whenever it was booked.
    pub async fn trial_balance(&self, actor: Actor, at: Option<DateTime<Utc>>) -> Result<Vec<TrialBalanceRow>> {
        actor.may(Right::ReadAudit)?;
        let db = self.db.reader();
        Ok(match at {
            Some(at) => ledger::store::trial_balance_at(db, at).await?,
            None => ledger::store::trial_balance(db).await?,
        })
    }
}
