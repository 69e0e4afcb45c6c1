use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Ends every DAC7 form that nobody confirmed in time, in due order (IQ-42).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::expiries_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.expire_dac7_form(id).await).await)
}

/// The earliest instant after `after` at which a form expires.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_expiry_due(after)
}
