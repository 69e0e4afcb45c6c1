use engagements::{EngagementError, Review, ReviewSummary};
use kernel::{AccountId, Actor, EngagementId, Page, Pages, ReviewId, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One review: published, for everybody; else for the customer who wrote it and for staff who moderate.
    pub async fn review(&self, actor: Actor, id: ReviewId) -> Result<Review> {
        let review = engagements::store::find_review(self.db.reader(), id).await?;
        Ok(review.filter(|review| review.is_seen_by(actor)).ok_or(EngagementError::ReviewNotFound(id))?)
    }

    /// What was said of these engagements, as far as the actor sees it.
    pub async fn reviews_of_engagements(&self, actor: Actor, ids: &[EngagementId]) -> Result<Vec<Review>> {
        let mut reviews = engagements::store::reviews_of_engagements(self.db.reader(), ids).await?;
        reviews.retain(|review| review.is_seen_by(actor));
        Ok(reviews)
    }

    /// What everybody reads of the work of accounts, newest first.
    pub async fn reviews_of(&self, ids: &[AccountId], page: Page<ReviewId>) -> Result<Pages<AccountId, Review>> {
        Ok(engagements::store::pages_of_published_reviews(self.db.reader(), ids, page).await?)
    }

    /// What the published reviews of accounts come to.
    pub async fn review_summaries(&self, ids: &[AccountId]) -> Result<Vec<ReviewSummary>> {
        Ok(engagements::store::review_summaries(self.db.reader(), ids).await?)
    }

    /// The reviews that staff have not read, from the one that waits longest on (G-35).
    pub async fn review_moderation_queue(&self, actor: Actor, page: Page<ReviewId>) -> Result<Slice<Review>> {
        actor.may(Right::Moderate)?;
        Ok(engagements::store::page_of_pending_reviews(self.db.reader(), page).await?)
    }
}
