use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Goes on with every due-diligence case whose time has come, in due order (G-57).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::cases_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.advance_due_diligence(id).await).await)
}

/// The earliest instant after `after` at which a case goes on.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_case_due(after)
}
