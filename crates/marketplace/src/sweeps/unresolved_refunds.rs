//! Refunds whose outcome we do not know, because the provider gave none or a process died before it was noted: the
//! provider is asked what it knows, and nothing is sent a second time (G-17).

use chrono::{DateTime, Utc};
use kernel::NextDue;

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.provider.is_none() {
        return Ok(Tally::default());
    }
    let due = payments::store::refunds_to_look_up(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.look_up_refund(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.provider.as_ref().map(|_| payments::store::next_refund_to_look_up(after))
}
