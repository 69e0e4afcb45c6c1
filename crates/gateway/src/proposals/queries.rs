use async_graphql::{Context, ID, Object};

use super::Proposal;
use crate::{
    session::Session,
    user_error::{OrNull, answer},
};

#[derive(Default)]
pub struct ProposalQueries;

#[Object]
impl ProposalQueries {
    /// One proposal, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn proposal(&self, ctx: &Context<'_>, id: ID) -> OrNull<Proposal> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.proposal(*actor, id.parse()?).await };
        Some(answer(found.await).map(Proposal))
    }
}
