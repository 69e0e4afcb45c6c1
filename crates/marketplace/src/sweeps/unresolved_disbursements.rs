//! Disbursements whose outcome we do not know: the rail is asked what it knows, and nothing is sent a second time
//! before it said that it never came (G-43).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.rail.is_none() {
        return Ok(Tally::default());
    }
    let due = disbursements::store::look_ups_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.look_up_disbursement(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.rail.as_ref().map(|_| disbursements::store::next_look_up_due(after))
}
