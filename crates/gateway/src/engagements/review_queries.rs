use async_graphql::{Context, ID, Object};
use kernel::ReviewId;

use super::Review;
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const REVIEW_MODERATION_QUEUE: &str = "reviewModerationQueue";

#[derive(Default)]
pub struct ReviewQueries;

#[Object]
impl ReviewQueries {
    /// One review: for everybody once it is published, before only for the customer who wrote it and for staff with
    /// `MODERATE`.
    async fn review(&self, ctx: &Context<'_>, id: ID) -> OrNull<Review> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.review(*actor, id.parse()?).await };
        Some(answer(found.await).map(Review))
    }

    /// The reviews that staff have not read yet, from the one that waits longest on. For staff with `MODERATE`.
    async fn review_moderation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Review>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ReviewId>(REVIEW_MODERATION_QUEUE, first, after.as_deref())?;
            app.review_moderation_queue(*actor, page).await
        };
        Ok(connection(REVIEW_MODERATION_QUEUE, answer(found.await)?, |review| review.id, Review))
    }
}
