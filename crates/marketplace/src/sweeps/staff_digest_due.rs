//! What waits for staff, told once a day. Without a post nobody is told.

use futures_util::FutureExt;
use chrono::{DateTime, Utc};

use super::{NextWorkedOut, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.mailer.is_none() {
        return Ok(Tally::default());
    }
    let due = app.staff_digests().await?.into_iter().filter(|(_, due_at)| *due_at <= until);
    Ok(each(due.map(|(id, _)| id).collect(), async |id| app.write_staff_digest(id).await).await)
}

/// The earliest instant after `after` at which somebody is to be told, if what waits now waits until then.
pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> NextWorkedOut<'_> {
    async move {
        if app.outside.mailer.is_none() {
            return Ok(None);
        }
        let due = app.staff_digests().await?.into_iter().map(|(_, due_at)| due_at);
        Ok(due.filter(|due_at| *due_at > after).min())
    }
    .boxed()
}
