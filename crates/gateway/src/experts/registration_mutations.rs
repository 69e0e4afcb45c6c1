use async_graphql::{Context, ID, InputObject, Object};

use super::Registration;
use crate::session::Session;

payload!(RegistrationSubmitPayload { registration: Registration });
payload!(RegistrationReopenPayload { registration: Registration });
payload!(RegistrationClosePayload { registration: Registration });
payload!(RegistrationReviewPayload { registration: Registration });
payload!(RegistrationApprovePayload { registration: Registration });
payload!(RegistrationRejectPayload { registration: Registration });
payload!(RegistrationSuspendPayload { registration: Registration });
payload!(RegistrationReinstatePayload { registration: Registration });

/// Declares inputs that name a registration and nothing else.
macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            registration_id: ID,
        }
    )*};
}

inputs! {
    /// The registration to file.
    RegistrationSubmitInput;
    /// The rejected registration to correct.
    RegistrationReopenInput;
    /// The registration to end.
    RegistrationCloseInput;
    /// The registration to look at.
    RegistrationReviewInput;
    /// The registration to let begin.
    RegistrationApproveInput;
}

/// The registration to refuse.
#[derive(InputObject)]
pub struct RegistrationRejectInput {
    registration_id: ID,
    /// 1 to 1000 characters.
    reason: String,
    /// Whether it may be corrected and filed anew.
    correctable: bool,
}

/// The active registration to stop.
#[derive(InputObject)]
pub struct RegistrationSuspendInput {
    registration_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// The suspended registration to let go on.
#[derive(InputObject)]
pub struct RegistrationReinstateInput {
    registration_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

#[derive(Default)]
pub struct RegistrationMutations;

#[Object]
impl RegistrationMutations {
    /// File one's registration: profile, seller registration and DAC7 form are there. Needs `MANAGE_SELLER`.
    async fn registration_submit(
        &self,
        ctx: &Context<'_>,
        input: RegistrationSubmitInput,
    ) -> async_graphql::Result<RegistrationSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let submitted = async { app.submit_registration(*actor, input.registration_id.parse()?).await };
        RegistrationSubmitPayload::from_result(submitted.await)
    }

    /// Take up a registration that was rejected as correctable. Needs `MANAGE_SELLER`.
    async fn registration_reopen(
        &self,
        ctx: &Context<'_>,
        input: RegistrationReopenInput,
    ) -> async_graphql::Result<RegistrationReopenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let reopened = async { app.reopen_registration(*actor, input.registration_id.parse()?).await };
        RegistrationReopenPayload::from_result(reopened.await)
    }

    /// End a registration, once no money is on its way. Needs `MANAGE_SELLER`, or of staff `REVIEW_REGISTRATIONS`.
    async fn registration_close(
        &self,
        ctx: &Context<'_>,
        input: RegistrationCloseInput,
    ) -> async_graphql::Result<RegistrationClosePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let closed = async { app.close_registration(*actor, input.registration_id.parse()?).await };
        RegistrationClosePayload::from_result(closed.await)
    }

    /// Begin to look at a registration. For staff with `REVIEW_REGISTRATIONS`.
    async fn registration_review(
        &self,
        ctx: &Context<'_>,
        input: RegistrationReviewInput,
    ) -> async_graphql::Result<RegistrationReviewPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let begun = async { app.review_registration(*actor, input.registration_id.parse()?).await };
        RegistrationReviewPayload::from_result(begun.await)
    }

    /// Let an expert begin, who is verified and whose DAC7 form is approved. For staff with
    /// `REVIEW_REGISTRATIONS`.
    async fn registration_approve(
        &self,
        ctx: &Context<'_>,
        input: RegistrationApproveInput,
    ) -> async_graphql::Result<RegistrationApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_registration(*actor, input.registration_id.parse()?).await };
        RegistrationApprovePayload::from_result(approved.await)
    }

    /// Refuse a registration, for good or until it is corrected. For staff with `REVIEW_REGISTRATIONS`.
    async fn registration_reject(
        &self,
        ctx: &Context<'_>,
        input: RegistrationRejectInput,
    ) -> async_graphql::Result<RegistrationRejectPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let RegistrationRejectInput { registration_id, reason, correctable } = input;
        let rejected = async { app.reject_registration(*actor, registration_id.parse()?, &reason, correctable).await };
        RegistrationRejectPayload::from_result(rejected.await)
    }

    /// Stop an active expert: no new answers and proposals. For staff with `REVIEW_REGISTRATIONS`.
    async fn registration_suspend(
        &self,
        ctx: &Context<'_>,
        input: RegistrationSuspendInput,
    ) -> async_graphql::Result<RegistrationSuspendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let suspended = async { app.suspend_registration(*actor, input.registration_id.parse()?, &input.reason).await };
        RegistrationSuspendPayload::from_result(suspended.await)
    }

    /// Let a suspended expert go on. For staff with `REVIEW_REGISTRATIONS`.
    async fn registration_reinstate(
        &self,
        ctx: &Context<'_>,
        input: RegistrationReinstateInput,
    ) -> async_graphql::Result<RegistrationReinstatePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let reinstated =
            async { app.reinstate_registration(*actor, input.registration_id.parse()?, &input.reason).await };
        RegistrationReinstatePayload::from_result(reinstated.await)
    }
}
