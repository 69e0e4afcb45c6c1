use engagements::{EngagementError, Review, ReviewWords};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, EngagementId, ReviewId, Right};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct WriteReview {
    pub engagement_id: EngagementId,
    pub words: ReviewWords,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer says how the work was, once it is complete and something of it is paid (IQ-24, G-35). Staff read it
    /// before everybody does.
    pub async fn write_review(&self, actor: Actor, input: WriteReview) -> Result<Review> {
        actor.account_by(Right::WriteReview)?;
        let (command, engagement_id, now) = (input.command(actor)?, input.engagement_id, self.clock.now());
        let id = ReviewId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let review = engagements::store::find_review(&tx, first).await?;
            return Ok(review.ok_or(EngagementError::ReviewNotFound(first))?);
        }
        // What is complete stays so: nothing has to be locked.
        let engagement = engagements::store::find(&tx, engagement_id).await?;
        let engagement = engagement.ok_or(EngagementError::NotFound(engagement_id))?;
        let collected = payments::store::has_collected_charge(&tx, engagement_id).await?;
        let review = Review::write(id, &engagement, actor, (input.words, collected), now)?;

        if !engagements::store::insert_review(&tx, &review).await? {
            return Err(EngagementError::AlreadyReviewed(engagement_id).into());
        }
        events::store::record(&tx, &Event::now(EventKind::ReviewWritten, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(review)
    }
}

impl WriteReview {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let ReviewWords { stars, text, would_work_again } = &self.words;
        let (engagement, stars) = (self.engagement_id.to_string(), stars.count().to_string());
        let again = if *would_work_again { "again" } else { "" };
        let payload = [engagement.as_str(), &stars, text.as_deref().unwrap_or_default(), again];
        Command::new(actor, "reviewWrite", &self.idempotency_key, &payload)
    }
}
