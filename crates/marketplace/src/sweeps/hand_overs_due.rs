//! Bank files that are to be handed over, and those that a dead worker left behind, in due order.

use chrono::{DateTime, Utc};
use kernel::NextDue;

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.exchange.is_none() {
        return Ok(Tally::default());
    }
    let due = disbursements::store::hand_overs_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.hand_over_file(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.exchange.as_ref().map(|_| disbursements::store::next_hand_over_due(after))
}
