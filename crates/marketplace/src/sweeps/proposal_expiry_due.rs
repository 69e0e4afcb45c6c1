use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Ends every offer whose time is up, in due order (G-28).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = proposals::store::due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.expire_proposal(id).await).await)
}

/// The earliest instant after `after` at which an offer's time is up.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    proposals::store::next_due(after)
}
