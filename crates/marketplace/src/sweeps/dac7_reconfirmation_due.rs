use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Asks the account of every DAC7 form that was approved 36 months ago to confirm it, in due order (IQ-42).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = tax::store::reconfirmations_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.ask_to_reconfirm_dac7(id).await).await)
}

/// The earliest instant after `after` at which an account is asked.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    tax::store::next_reconfirmation_due(after)
}
