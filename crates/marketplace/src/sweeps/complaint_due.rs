//! Staff are told of complaints whose answer is overdue (G-54).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = payments::store::complaints_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alert_complaint(id).await).await)
}

pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    payments::store::next_complaint_due(after)
}
