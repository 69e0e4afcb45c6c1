use kernel::{Actor, Dac7FormId, Page, Slice};
use tax::{Dac7Form, ReviewCounts, ReviewFilter};

use super::reviewer::reviewer;
use crate::{Marketplace, Result};

impl Marketplace {
    /// The forms of every account that wait for a reviewer, from what waits longest on (IQ-42).
    pub async fn dac7_review_queue(
        &self,
        actor: Actor,
        filter: &ReviewFilter,
        page: Page<Dac7FormId>,
    ) -> Result<Slice<Dac7Form>> {
        reviewer(actor)?;
        Ok(tax::store::page_of_review_queue(self.db.reader(), &self.vault, filter, page).await?)
    }

    /// How many wait, by what they can be filtered by: of those that the filter leaves.
    pub async fn dac7_review_counts(&self, actor: Actor, filter: &ReviewFilter) -> Result<ReviewCounts> {
        reviewer(actor)?;
        let tx = self.db.snapshot().await?;
        Ok(tax::store::count_review_queue(&tx, filter, self.clock.now().date_naive()).await?)
    }
}
