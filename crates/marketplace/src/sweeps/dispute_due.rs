//! Silence settles what is disputed (G-29, G-30).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = payments::store::disputes_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.settle_dispute_when_due(id).await).await)
}

pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    payments::store::next_dispute_due(after)
}
