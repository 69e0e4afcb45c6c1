use ::engagements::ReviewWords;
use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{Error, RemoveReview, ReplyToReview, WriteReview};

use super::{Review, review::ReviewRemovalReason};
use crate::session::Session;

payload!(ReviewWritePayload { review: Review });
payload!(ReviewPublishPayload { review: Review });
payload!(ReviewRemovePayload { review: Review });
payload!(ReviewReplyPayload { review: Review });

/// How the work was.
#[derive(InputObject)]
pub struct ReviewWriteInput {
    engagement_id: ID,
    /// From 1, bad, to 5, excellent.
    stars: i32,
    /// For everybody to read: at most 500 characters, without names, addresses or links.
    text: Option<String>,
    /// Whether you would work with the expert again: for the operator alone.
    would_work_again: bool,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What everybody may read.
#[derive(InputObject)]
pub struct ReviewPublishInput {
    review_id: ID,
}

/// What nobody shall read, and why.
#[derive(InputObject)]
pub struct ReviewRemoveInput {
    review_id: ID,
    reason: ReviewRemovalReason,
    /// More about it, for who wrote the review: at most 500 characters.
    note: Option<String>,
}

/// What the expert answers.
#[derive(InputObject)]
pub struct ReviewReplyInput {
    review_id: ID,
    /// For everybody to read: 1 to 500 characters.
    text: String,
}

#[derive(Default)]
pub struct ReviewMutations;

#[Object]
impl ReviewMutations {
    /// Say how the work was, once it is complete and a payment of it was collected: one review an engagement, which
    /// everybody reads once staff have. For the customer; needs `WRITE_REVIEW`.
    async fn review_write(
        &self,
        ctx: &Context<'_>,
        input: ReviewWriteInput,
    ) -> async_graphql::Result<ReviewWritePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let written = async { app.write_review(*actor, input.try_into()?).await };
        ReviewWritePayload::from_result(written.await)
    }

    /// Let everybody read a review. For staff with `MODERATE`.
    async fn review_publish(
        &self,
        ctx: &Context<'_>,
        input: ReviewPublishInput,
    ) -> async_graphql::Result<ReviewPublishPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let published = async { app.publish_review(*actor, input.review_id.parse()?).await };
        ReviewPublishPayload::from_result(published.await)
    }

    /// Take a review out, before or after it is published. For staff with `MODERATE`.
    async fn review_remove(
        &self,
        ctx: &Context<'_>,
        input: ReviewRemoveInput,
    ) -> async_graphql::Result<ReviewRemovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let removed = async { app.remove_review(*actor, input.try_into()?).await };
        ReviewRemovePayload::from_result(removed.await)
    }

    /// Answer a review in public, once. For the expert; needs `SPEAK_AS_COMPANY`, or where there is no company
    /// `SPEAK_AS_INDIVIDUAL`.
    async fn review_reply(
        &self,
        ctx: &Context<'_>,
        input: ReviewReplyInput,
    ) -> async_graphql::Result<ReviewReplyPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let replied = async { app.reply_to_review(*actor, input.try_into()?).await };
        ReviewReplyPayload::from_result(replied.await)
    }
}

impl TryFrom<ReviewWriteInput> for WriteReview {
    type Error = Error;

    fn try_from(input: ReviewWriteInput) -> Result<Self, Error> {
        let ReviewWriteInput { engagement_id, stars, text, would_work_again, idempotency_key } = input;
        let words = ReviewWords::new(stars, text.as_deref(), would_work_again)?;
        Ok(Self { engagement_id: engagement_id.parse()?, words, idempotency_key })
    }
}

impl TryFrom<ReviewRemoveInput> for RemoveReview {
    type Error = Error;

    fn try_from(ReviewRemoveInput { review_id, reason, note }: ReviewRemoveInput) -> Result<Self, Error> {
        Ok(Self { review_id: review_id.parse()?, reason: reason.into(), note })
    }
}

impl TryFrom<ReviewReplyInput> for ReplyToReview {
    type Error = Error;

    fn try_from(ReviewReplyInput { review_id, text }: ReviewReplyInput) -> Result<Self, Error> {
        Ok(Self { review_id: review_id.parse()?, text })
    }
}
