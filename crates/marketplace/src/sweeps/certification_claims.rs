use super::{BATCH_MAX, Tally, each};
use crate::{Marketplace, Result};

/// Asks the registry once more of every claim that it has not answered (it was out of reach, or the process died), and
/// of those that it did not know before the last import.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let claimed = experts::store::claimed_links(app.db.reader(), BATCH_MAX).await?;
    let again = experts::store::links_to_ask_again(app.db.reader(), BATCH_MAX).await?;
    let asked = claimed.into_iter().chain(again).collect();
    Ok(each(asked, async |id| app.answer_certification_claim_once_more(id).await).await)
}
