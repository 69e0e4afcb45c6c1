//! Bank files that the bank should have carried out by now.

use chrono::{DateTime, Utc};
use kernel::NextDue;

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let stale = disbursements::store::stale_batches(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(stale, async |id| app.alert_stale_file(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.exchange.as_ref().map(|_| disbursements::store::next_batch_stale(after))
}
