use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Clears away every upload that nothing uses and whose time is over, in due order.
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = files::store::due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.discard_upload(id).await).await)
}

/// The earliest instant after `after` at which an upload's time is over.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    files::store::next_due(after)
}
