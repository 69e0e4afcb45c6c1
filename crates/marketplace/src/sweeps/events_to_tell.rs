//! What happened and nobody has been told.

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace) -> Result<Tally> {
    let untold = events::store::untold(app.db.reader(), BATCH_MAX).await?;
    Ok(each(untold, async |id| app.tell_event(id).await).await)
}
