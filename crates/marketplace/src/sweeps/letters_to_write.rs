//! What happened and nobody has been written about. Without a post nothing is written: the outbox waits.

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace) -> Result<Tally> {
    if app.outside.mailer.is_none() {
        return Ok(Tally::default());
    }
    let untold = events::store::untold(app.db.reader(), BATCH_MAX).await?;
    Ok(each(untold, async |id| app.write_letters(id).await).await)
}
