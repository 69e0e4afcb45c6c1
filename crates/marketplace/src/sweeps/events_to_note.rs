//! What happened and does not stand in the inboxes yet.

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace) -> Result<Tally> {
    let unnoted = events::store::unnoted(app.db.reader(), BATCH_MAX).await?;
    Ok(each(unnoted, async |id| app.enter_notifications(id).await).await)
}
