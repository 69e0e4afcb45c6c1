use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Asks everybody to a call whose identity is not verified 14 days after they filed, in due order (IQ-38).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::identity_checks_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.require_identity_call_when_due(id).await).await)
}

/// The earliest instant after `after` at which 14 days are over.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_identity_check_due(after)
}
