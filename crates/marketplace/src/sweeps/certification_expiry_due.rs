use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Ends every certification whose last day is over, in due order (IQ-16).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::expired_links(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.expire_certification(id).await).await)
}

/// The earliest instant after `after` at which a certification ends.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_link_expiry(after)
}
