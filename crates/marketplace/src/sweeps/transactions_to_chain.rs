//! What was booked and is in no batch of the ledger's chain yet.

use super::Tally;
use crate::{Marketplace, Result};

/// Closes one batch, and the next one at the next round; where nothing waits, nothing is begun.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let mut tally = Tally::default();
    if ledger::store::is_waiting(app.db.reader()).await? {
        tally.count(app.close_ledger_batch().await?);
    }
    Ok(tally)
}
