use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Sends what is scheduled, and what a dead worker left behind, in due order. Without a rail it waits.
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.rail.is_none() {
        return Ok(Tally::default());
    }
    let due = disbursements::store::sends_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.send_disbursement(id).await).await)
}

/// The earliest instant after `after` at which something waits to be sent.
pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.rail.as_ref().map(|_| disbursements::store::next_send_due(after))
}
