//! Lines of the bank that nobody could place yet.

use chrono::{DateTime, Utc};
use kernel::NextDue;

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = reconciliation::store::lines_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.match_bank_line(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.exchange.as_ref().map(|_| reconciliation::store::next_line_due(after))
}
