use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells staff, once, of every payout method whose review is overdue, in due order (G-39).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = disbursements::store::reviews_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alert_payout_method_review(id).await).await)
}

/// The earliest instant after `after` at which a review becomes overdue.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    disbursements::store::next_review_due(after)
}
