//! Staff are told of complaints whose answer is overdue (G-54).

use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = payments::store::complaints_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alert_complaint(id).await).await)
}

pub async fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    Ok(payments::store::next_complaint_due(app.db.reader(), after).await?)
}
