//! Customers are reminded of what is overdue, and at last staff are told (IQ-33).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = payments::store::charges_to_remind(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.remind_customer(id).await).await)
}

pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    payments::store::next_reminder_due(after)
}
