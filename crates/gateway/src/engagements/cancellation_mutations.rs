use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{Error, RequestCancellation, WithdrawCancellation};

use super::CancellationRequest;
use crate::session::Session;

payload!(CancellationRequestPayload { cancellation_request: CancellationRequest });
payload!(CancellationApprovePayload { cancellation_request: CancellationRequest });
payload!(CancellationRejectPayload { cancellation_request: CancellationRequest });
payload!(CancellationWithdrawPayload { cancellation_request: CancellationRequest });

/// Which work to end, and why.
#[derive(InputObject)]
pub struct CancellationRequestInput {
    engagement_id: ID,
    /// For the other side: 1 to 250 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// To which request one agrees.
#[derive(InputObject)]
pub struct CancellationApproveInput {
    cancellation_request_id: ID,
}

/// To which request one does not agree.
#[derive(InputObject)]
pub struct CancellationRejectInput {
    cancellation_request_id: ID,
}

/// Which request to take back, and why.
#[derive(InputObject)]
pub struct CancellationWithdrawInput {
    cancellation_request_id: ID,
    /// For the other side: 1 to 250 characters.
    reason: String,
}

#[derive(Default)]
pub struct CancellationMutations;

#[Object]
impl CancellationMutations {
    /// Ask the other side to end the work; after seven days of silence it has agreed. Needs `BILL` on the expert's side,
    /// `ACCEPT` on the customer's.
    async fn cancellation_request(
        &self,
        ctx: &Context<'_>,
        input: CancellationRequestInput,
    ) -> async_graphql::Result<CancellationRequestPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let requested = async { app.request_cancellation(*actor, input.try_into()?).await };
        CancellationRequestPayload::from_result(requested.await)
    }

    /// Agree to the end of the work: the engagement is cancelled, and what was sent is decided as always. For the side
    /// that was asked; needs `BILL` or `ACCEPT`, by the side.
    async fn cancellation_approve(
        &self,
        ctx: &Context<'_>,
        input: CancellationApproveInput,
    ) -> async_graphql::Result<CancellationApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_cancellation(*actor, input.cancellation_request_id.parse()?).await };
        CancellationApprovePayload::from_result(approved.await)
    }

    /// Do not agree to the end of the work: it goes on. For the side that was asked; needs `BILL` or `ACCEPT`, by the
    /// side.
    async fn cancellation_reject(
        &self,
        ctx: &Context<'_>,
        input: CancellationRejectInput,
    ) -> async_graphql::Result<CancellationRejectPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let rejected = async { app.reject_cancellation(*actor, input.cancellation_request_id.parse()?).await };
        CancellationRejectPayload::from_result(rejected.await)
    }

    /// Take back one's wish to end the work. For the side that asked; needs `BILL` or `ACCEPT`, by the side.
    async fn cancellation_withdraw(
        &self,
        ctx: &Context<'_>,
        input: CancellationWithdrawInput,
    ) -> async_graphql::Result<CancellationWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_cancellation(*actor, input.try_into()?).await };
        CancellationWithdrawPayload::from_result(withdrawn.await)
    }
}

impl TryFrom<CancellationRequestInput> for RequestCancellation {
    type Error = Error;

    fn try_from(input: CancellationRequestInput) -> Result<Self, Error> {
        let CancellationRequestInput { engagement_id, reason, idempotency_key } = input;
        Ok(Self { engagement_id: engagement_id.parse()?, reason, idempotency_key })
    }
}

impl TryFrom<CancellationWithdrawInput> for WithdrawCancellation {
    type Error = Error;

    fn try_from(input: CancellationWithdrawInput) -> Result<Self, Error> {
        Ok(Self { cancellation_request_id: input.cancellation_request_id.parse()?, reason: input.reason })
    }
}
