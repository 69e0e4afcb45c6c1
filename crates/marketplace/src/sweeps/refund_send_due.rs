//! What experts give back of what was collected is sent (G-17). Without a provider it waits.

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.provider.is_none() {
        return Ok(Tally::default());
    }
    let due = payments::store::refunds_to_send(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.send_refund(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.provider.as_ref().map(|_| payments::store::next_refund_to_send(after))
}
