use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells every account whose W-8 ends before long, in due order (G-38).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::us_notices_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.notice_us_tax_form_end(id).await).await)
}

/// The earliest instant after `after` at which an account is to be told.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_us_notice(after)
}
