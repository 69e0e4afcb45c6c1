use async_graphql::{Context, ID, Object};
use kernel::EngagementId;

use super::{CancellationRequest, Engagement, Side};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const ENGAGEMENTS: &str = "engagements";

#[derive(Default)]
pub struct EngagementQueries;

#[Object]
impl EngagementQueries {
    /// One engagement, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn engagement(&self, ctx: &Context<'_>, id: ID) -> OrNull<Engagement> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.engagement(*actor, id.parse()?).await };
        Some(answer(found.await).map(Engagement))
    }

    /// One request to end agreed work, for the two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn cancellation_request(&self, ctx: &Context<'_>, id: ID) -> OrNull<CancellationRequest> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.cancellation_request(*actor, id.parse()?).await };
        Some(answer(found.await).map(CancellationRequest))
    }

    /// What one's own account agreed on, newest first.
    async fn engagements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where one's own account stands in it.")] side: Side,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Engagement>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<EngagementId>(ENGAGEMENTS, first, after.as_deref())?;
            app.engagements(*actor, side.into(), page).await
        };
        Ok(connection(ENGAGEMENTS, answer(found.await)?, |engagement| engagement.id, Engagement))
    }
}
