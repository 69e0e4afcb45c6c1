use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells staff, once, of every company whose review is overdue, in due order (G-40).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::company_reviews_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alert_company_review(id).await).await)
}

/// The earliest instant after `after` at which a review becomes overdue.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_company_review_due(after)
}
