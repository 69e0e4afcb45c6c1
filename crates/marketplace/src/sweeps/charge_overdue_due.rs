//! What is unpaid when it falls due is overdue (IQ-33).

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    let due = payments::store::charges_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.mark_charge_overdue(id).await).await)
}

pub fn next_due(_: &Marketplace, after: DateTime<Utc>) -> NextDue {
    payments::store::next_charge_due(after)
}
