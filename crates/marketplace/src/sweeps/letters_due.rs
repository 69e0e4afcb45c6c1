//! Letters that wait for the post. Without one they wait on.

use kernel::NextDue;
use chrono::{DateTime, Utc};

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace, until: DateTime<Utc>) -> Result<Tally> {
    if app.outside.mailer.is_none() {
        return Ok(Tally::default());
    }
    let due = events::store::letters_due(app.db.reader(), until, BATCH_MAX).await?;
    Ok(each(due, async |id| app.send_letter(id).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    app.outside.mailer.as_ref().map(|_| events::store::next_letter_due(after))
}
