use async_graphql::{Context, ID, Object, SimpleObject};
use kernel::{AccessGrantId, EventId};

use super::{AccessActivity, AccessGrant, Side};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const ACCESS_GRANTS: &str = "accessGrants";
const ACCESS_ACTIVITY: &str = "accessActivity";

/// How far access to a customer's account may go.
#[derive(SimpleObject)]
pub struct AccessLevel {
    /// By which it is asked for: "`ViewOnlyAccess`".
    name: String,
    /// What it lets somebody do.
    description: String,
    /// The levels that let nobody do anything that this one does not: of a request for this one, the customer may give
    /// one of them.
    includes: Vec<String>,
}

#[derive(Default)]
pub struct AccessQueries;

#[Object]
impl AccessQueries {
    /// How far access to a customer's account may go, level by level, by their names.
    async fn access_levels(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AccessLevel>> {
        let levels = answer(Session::of(ctx).app.access_levels().await)?;
        Ok(levels.into_iter().map(Into::into).collect())
    }

    /// One request for access and what became of it, for its two sides, and for staff with `HANDLE_COMPLAINTS`,
    /// `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn access_grant(&self, ctx: &Context<'_>, id: ID) -> OrNull<AccessGrant> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.access_grant(*actor, id.parse()?).await };
        Some(answer(found.await).map(AccessGrant))
    }

    /// What access one's own account gave or was given, or was asked for, newest first.
    async fn access_grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where one's own account stands in it.")] side: Side,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<AccessGrant>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<AccessGrantId>(ACCESS_GRANTS, first, after.as_deref())?;
            app.access_grants(*actor, side.into(), page).await
        };
        Ok(connection(ACCESS_GRANTS, answer(found.await)?, |grant| grant.id, AccessGrant))
    }

    /// Everything that became of access to an account, newest first: what was asked and decided, and every session. For
    /// the customer's members with `GRANT_ACCESS`, and staff with `READ_AUDIT`.
    async fn access_activity(
        &self,
        ctx: &Context<'_>,
        access_grant_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<AccessActivity>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<EventId>(ACCESS_ACTIVITY, first, after.as_deref())?;
            app.access_activity(*actor, access_grant_id.parse()?, page).await
        };
        Ok(connection(ACCESS_ACTIVITY, answer(found.await)?, |found| found.line.id, AccessActivity))
    }
}

impl From<::engagements::AccessLevel> for AccessLevel {
    fn from(level: ::engagements::AccessLevel) -> Self {
        let ::engagements::AccessLevel { name, description, includes } = level;
        Self { name, description, includes }
    }
}
