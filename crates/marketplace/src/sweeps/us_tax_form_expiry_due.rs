use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Ends every W-8 whose last year is over, in due order (G-38).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::us_expiries_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.expire_us_tax_form(id).await).await)
}

/// The earliest instant after `after` at which a W-8 ends.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_us_expiry(after)
}
