//! Silence agrees to the end of the work (G-46).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = engagements::store::cancellations_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.approve_cancellation_when_due(id).await).await)
}

pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    engagements::store::next_cancellation_due(after)
}
