use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Tells staff of every expert who is not active 21 days after completion, in due order (IQ-10, G-08).
pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = experts::store::activation_alarms_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.alarm_activation(id).await).await)
}

/// The earliest instant after `after` at which 21 days are over.
pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    experts::store::next_activation_alarm(after)
}
