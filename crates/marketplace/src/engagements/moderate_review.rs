use engagements::{EngagementError, RemovalReason, Review};
use events::{Event, EventKind};
use kernel::{Actor, ReviewId, Right};
use sea_orm::{ActiveEnum, DatabaseTransaction};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct RemoveReview {
    pub review_id: ReviewId,
    pub reason: RemovalReason,
    /// More about it, for who wrote the review.
    pub note: Option<String>,
}

impl Marketplace {
    /// Staff have read a review, and everybody may (G-35).
    pub async fn publish_review(&self, actor: Actor, id: ReviewId) -> Result<Review> {
        actor.may(Right::Moderate)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let review = lock_review(&tx, id).await?.publish(now)?;

        engagements::store::save_review(&tx, &review).await?;
        events::store::record(&tx, &Event::now(EventKind::ReviewPublished, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(review)
    }

    /// Staff take a review out, before or after it is published, for a reason of the list (G-35).
    pub async fn remove_review(&self, actor: Actor, input: RemoveReview) -> Result<Review> {
        actor.may(Right::Moderate)?;
        let (id, now) = (input.review_id, self.clock.now());
        let tx = self.db.begin().await?;

        let review = lock_review(&tx, id).await?.remove(input.reason, input.note.as_deref(), now)?;
        let reason = input.reason.to_value().replace('_', " ");
        let note = input.note.map(|note| format!(": {}", note.trim())).unwrap_or_default();
        let removed = Event::now(EventKind::ReviewRemoved, actor, &id, now).because(reason + &note);

        engagements::store::save_review(&tx, &review).await?;
        events::store::record(&tx, &removed).await?;
        tx.commit().await?;

        Ok(review)
    }
}

pub(super) async fn lock_review(tx: &DatabaseTransaction, id: ReviewId) -> Result<Review> {
    let review = engagements::store::lock_review(tx, id).await?;
    Ok(review.ok_or(EngagementError::ReviewNotFound(id))?)
}
