use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells staff of every DAC7 form whose review is overdue, in due order (IQ-42).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alert_dac7_review(id).await).await)
}

/// The earliest instant after `after` at which a review is overdue.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_due(after)
}
