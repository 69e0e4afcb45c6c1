use async_graphql::{Context, ID, Object};
use kernel::{ChargeId, DisputeId, FeeScheduleId, PaymentMethodId};

use super::{Charge, ChargeStatus, Dispute, FeeSchedule, PaymentMethod, PaymentRequest};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const CHARGES: &str = "charges";
const DISPUTES: &str = "disputes";
const FEE_SCHEDULES: &str = "feeSchedules";
const PAYMENT_METHODS: &str = "paymentMethods";

#[derive(Default)]
pub struct PaymentQueries;

#[Object]
impl PaymentQueries {
    /// One bill, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn payment_request(&self, ctx: &Context<'_>, id: ID) -> OrNull<PaymentRequest> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.payment_request(*actor, id.parse()?).await };
        Some(answer(found.await).map(PaymentRequest))
    }

    /// What is owed on a bill, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn charge(&self, ctx: &Context<'_>, id: ID) -> OrNull<Charge> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.charge(*actor, id.parse()?).await };
        Some(answer(found.await).map(Charge))
    }

    /// All charges in one state, newest first, such as those whose outcome is unknown. For staff with
    /// `SETTLE_UNRESOLVED`.
    async fn charges(
        &self,
        ctx: &Context<'_>,
        status: ChargeStatus,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Charge>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ChargeId>(CHARGES, first, after.as_deref())?;
            app.charges(*actor, status.into(), page).await
        };
        Ok(connection(CHARGES, answer(found.await)?, |charge| charge.id, Charge))
    }

    /// One dispute, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or
    /// `READ_AUDIT`.
    async fn dispute(&self, ctx: &Context<'_>, id: ID) -> OrNull<Dispute> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.dispute(*actor, id.parse()?).await };
        Some(answer(found.await).map(Dispute))
    }

    /// Every dispute that is open, newest first. For staff with `HANDLE_COMPLAINTS`.
    async fn disputes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Dispute>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<DisputeId>(DISPUTES, first, after.as_deref())?;
            app.open_disputes(*actor, page).await
        };
        Ok(connection(DISPUTES, answer(found.await)?, |dispute| dispute.id, Dispute))
    }

    /// What one's own account can pay with, newest first.
    async fn payment_methods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<PaymentMethod>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<PaymentMethodId>(PAYMENT_METHODS, first, after.as_deref())?;
            app.payment_methods(*actor, page).await
        };
        Ok(connection(PAYMENT_METHODS, answer(found.await)?, |method| method.id, PaymentMethod))
    }

    /// What the platform kept of bills, keeps and will keep; what was added last comes first.
    async fn fee_schedules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<FeeSchedule>> {
        let Session { app, .. } = Session::of(ctx);
        let found = async {
            let page = page::<FeeScheduleId>(FEE_SCHEDULES, first, after.as_deref())?;
            app.fee_schedules(page).await
        };
        Ok(connection(FEE_SCHEDULES, answer(found.await)?, |schedule| schedule.id, FeeSchedule))
    }
}
