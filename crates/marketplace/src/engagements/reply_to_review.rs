use engagements::Review;
use events::{Event, EventKind};
use kernel::{Actor, ReviewId, Right};

use super::moderate_review::lock_review;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct ReplyToReview {
    pub review_id: ReviewId,
    pub text: String,
}

impl Marketplace {
    /// The expert answers in public, once (G-35): in the company's name where there is one, and else in their own, for
    /// whoever has no company is reviewed too (IQ-22).
    pub async fn reply_to_review(&self, actor: Actor, input: ReplyToReview) -> Result<Review> {
        actor.may_any(&Right::TO_SPEAK)?;
        let (id, now) = (input.review_id, self.clock.now());
        let tx = self.db.begin().await?;

        let review = lock_review(&tx, id).await?;
        review.open_to_expert(actor)?;
        let company = accounts::store::find_company(&tx, review.expert_account_id).await?;
        actor.may(if company.is_some() { Right::SpeakAsCompany } else { Right::SpeakAsIndividual })?;
        let review = review.reply(actor, &input.text, now)?;

        engagements::store::save_review(&tx, &review).await?;
        events::store::record(&tx, &Event::now(EventKind::ReviewReplied, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(review)
    }
}
