use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Asks the issuers of credentials, in due order, whether they still stand by them (IQ-16).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::status_lists_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |url: String| app.check_credential_status(&url).await).await)
}

/// The earliest instant after `after` at which a list is looked at.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_status_check(after)
}
