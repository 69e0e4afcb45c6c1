//! What is asked for and nobody was told of yet who looks for such.

use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

pub async fn run(app: &Marketplace) -> Result<Tally> {
    let fresh = requests::store::fresh_requests(app.db.reader(), BATCH_MAX).await?;
    Ok(each(fresh, async |id| app.tell_finders(id).await).await)
}
