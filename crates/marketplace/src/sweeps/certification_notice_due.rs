use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells everybody whose certification ends before long, in due order (IQ-16).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::links_to_notice(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.notice_certification_end(id).await).await)
}

/// The earliest instant after `after` at which somebody is to be told.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_link_notice(after)
}
