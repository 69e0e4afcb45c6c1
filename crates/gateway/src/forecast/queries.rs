use async_graphql::{Context, ID, Object};
use marketplace::PayoutKey;

use super::{outlook::WhyNotPaid, plan::PayoutPlan, upcoming::UpcomingPayout};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const UPCOMING: &str = "upcomingPayouts";

#[derive(Default)]
pub struct ForecastQueries;

#[Object]
impl ForecastQueries {
    /// Where the money of a bill is, and why it is not at the bank: everything that stands in the way at this moment,
    /// and who can lift it. For the expert's own members with `VIEW_MONEY`, and staff with
    /// `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn why_not_paid(&self, ctx: &Context<'_>, payment_request_id: ID) -> OrNull<WhyNotPaid> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.why_not_paid(*actor, payment_request_id.parse()?).await };
        Some(answer(found.await).map(WhyNotPaid))
    }

    /// What is coming to one's own account: by currency, run and how sure it is, soonest first, what has no day last.
    /// Needs `VIEW_MONEY`.
    #[graphql(complexity = "200 + child_complexity")]
    async fn upcoming_payouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<UpcomingPayout>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<PayoutKey>(UPCOMING, first, after.as_deref())?;
            app.upcoming_payouts(*actor, page).await
        };
        Ok(connection(UPCOMING, answer(found.await)?, |payout| payout.key, UpcomingPayout))
    }

    /// What leaves the bank for payees on which day, and what is stuck and why. For staff with `RUN_PAYOUTS`.
    #[graphql(complexity = "1000 + child_complexity")]
    async fn payout_plan(&self, ctx: &Context<'_>) -> OrNull<PayoutPlan> {
        let Session { app, actor, .. } = Session::of(ctx);
        Some(answer(app.payout_plan(*actor).await).map(PayoutPlan))
    }
}
