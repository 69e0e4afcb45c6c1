//! Attempts whose outcome we do not know, because the provider gave none or a process died before it was noted:
//! the provider is asked what it knows, and nothing is sent a second time (IQ-30).

use chrono::{DateTime, TimeDelta, Utc};
use kernel::NextDue;

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// How long an outcome is unknown before the provider is asked, and asked again: what is still on its way there
/// would be recalled.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.provider.is_none() {
        return Ok(Tally::default());
    }
    let open = payments::store::open_attempts(app.db.reader(), until - PATIENCE, BATCH_MAX).await?;
    Ok(each(open, async |key| app.resolve_attempt(key).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.provider.as_ref().map(|_| payments::store::next_open_since(after - PATIENCE).later_by(PATIENCE))
}
