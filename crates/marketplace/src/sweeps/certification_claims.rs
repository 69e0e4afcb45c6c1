use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Asks the registry once more of every claim that it has not answered: it was out of reach, or the process died.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let claimed = experts::store::claimed_links(app.db.reader(), BATCH_MAX).await?;
    Ok(each(claimed, async |id| app.answer_certification_claim_once_more(id).await).await)
}
