use async_graphql::{Context, ID, Object};
use kernel::{DisbursementId, PayoutMethodId};

use super::{Disbursement, PayoutBlocker, PayoutMethod, PayoutPreference};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const PAYOUT_METHODS: &str = "payoutMethods";
const PAYOUT_METHODS_TO_REVIEW: &str = "payoutMethodsToReview";
const DISBURSEMENTS: &str = "disbursements";
const UNRESOLVED_DISBURSEMENTS: &str = "unresolvedDisbursements";

#[derive(Default)]
pub struct DisbursementQueries;

#[Object]
impl DisbursementQueries {
    /// One payout method: for members of its account with `MANAGE_PAYOUTS` or `VIEW_MONEY`, and staff with
    /// `REVIEW_REGISTRATIONS`, `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn payout_method(&self, ctx: &Context<'_>, id: ID) -> OrNull<PayoutMethod> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.payout_method(*actor, id.parse()?).await };
        Some(answer(found.await).map(PayoutMethod))
    }

    /// Where one's own account's money goes and went, newest first. Needs `MANAGE_PAYOUTS` or `VIEW_MONEY`.
    async fn payout_methods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<PayoutMethod>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<PayoutMethodId>(PAYOUT_METHODS, first, after.as_deref())?;
            app.payout_methods(*actor, page).await
        };
        Ok(connection(PAYOUT_METHODS, answer(found.await)?, |method| method.id, PayoutMethod))
    }

    /// The reviewers' queue: payout methods of every account that wait for a decision, newest first. For staff
    /// with `REVIEW_REGISTRATIONS`.
    async fn payout_methods_to_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<PayoutMethod>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<PayoutMethodId>(PAYOUT_METHODS_TO_REVIEW, first, after.as_deref())?;
            app.payout_methods_to_review(*actor, page).await
        };
        Ok(connection(PAYOUT_METHODS_TO_REVIEW, answer(found.await)?, |method| method.id, PayoutMethod))
    }

    /// When one's own account is paid, currency by currency. Needs `MANAGE_PAYOUTS` or `VIEW_MONEY`.
    async fn payout_preferences(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PayoutPreference>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = answer(app.payout_preferences(*actor).await)?;
        Ok(found.into_iter().map(PayoutPreference).collect())
    }

    /// Why the last run of each currency did not pay one's own account; empty where it did. Needs
    /// `MANAGE_PAYOUTS` or `VIEW_MONEY`.
    async fn payout_blockers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PayoutBlocker>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = answer(app.payout_blockers(*actor).await)?;
        Ok(found.into_iter().map(PayoutBlocker).collect())
    }

    /// One payment to a payee: for members of its account with `VIEW_MONEY`, and staff with
    /// `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn disbursement(&self, ctx: &Context<'_>, id: ID) -> OrNull<Disbursement> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.disbursement(*actor, id.parse()?).await };
        Some(answer(found.await).map(Disbursement))
    }

    /// What one's own account was and is paid, newest first. Needs `VIEW_MONEY`.
    async fn disbursements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Disbursement>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<DisbursementId>(DISBURSEMENTS, first, after.as_deref())?;
            app.disbursements(*actor, page).await
        };
        Ok(connection(DISBURSEMENTS, answer(found.await)?, |disbursement| disbursement.id, Disbursement))
    }

    /// The disbursements of every account whose outcome is not known, newest first. For staff with
    /// `SETTLE_UNRESOLVED`.
    async fn unresolved_disbursements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Disbursement>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<DisbursementId>(UNRESOLVED_DISBURSEMENTS, first, after.as_deref())?;
            app.unresolved_disbursements(*actor, page).await
        };
        let key = |disbursement: &::disbursements::Disbursement| disbursement.id;
        Ok(connection(UNRESOLVED_DISBURSEMENTS, answer(found.await)?, key, Disbursement))
    }
}
