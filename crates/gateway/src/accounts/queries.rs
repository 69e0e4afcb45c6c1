use async_graphql::{Context, ID, Object};
use kernel::{MemberId, StaffId};

use super::{Account, Member, staff::StaffMember, viewer::Viewer};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const MEMBERS: &str = "members";
const STAFF: &str = "staff";

#[derive(Default)]
pub struct AccountQueries;

#[Object]
impl AccountQueries {
    /// Whoever sends this request.
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// One account, for its members and for staff who review registrations or tax forms, handle complaints, run
    /// payouts, settle or audit.
    async fn account(&self, ctx: &Context<'_>, id: ID) -> OrNull<Account> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.account(*actor, id.parse()?).await };
        Some(answer(found.await).map(Account))
    }

    /// Who acts for an account, and who is invited to, newest first: for its members and for staff
    /// with `REVIEW_REGISTRATIONS` or `READ_AUDIT`.
    async fn members(
        &self,
        ctx: &Context<'_>,
        account_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Member>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<MemberId>(MEMBERS, first, after.as_deref())?;
            app.members(*actor, account_id.parse()?, page).await
        };
        Ok(connection(MEMBERS, answer(found.await)?, |member| member.id, Member))
    }

    /// Who works for the operator, newest first. For staff with `MANAGE_STAFF`.
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<StaffMember>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<StaffId>(STAFF, first, after.as_deref())?;
            app.staff(*actor, page).await
        };
        Ok(connection(STAFF, answer(found.await)?, |staff| staff.id, StaffMember))
    }
}
