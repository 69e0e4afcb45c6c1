use async_graphql::{Context, ID, InputObject, Object};

use super::IdentityCheck;
use crate::session::Session;

payload!(IdentityCheckSubmitPayload { identity_check: IdentityCheck });
payload!(IdentityCheckAskMorePayload { identity_check: IdentityCheck });
payload!(IdentityCheckRequireCallPayload { identity_check: IdentityCheck });
payload!(IdentityCallBookPayload { identity_check: IdentityCheck });
payload!(IdentityCallMissedPayload { identity_check: IdentityCheck });
payload!(IdentityCheckPassPayload { identity_check: IdentityCheck });
payload!(IdentityCheckFailPayload { identity_check: IdentityCheck });

/// A document that shows who one is.
#[derive(InputObject)]
pub struct IdentityCheckSubmitInput {
    identity_check_id: ID,
    /// The id of a picture or PDF that the person sent by `POST /uploads`, which is kept only while it is looked at; or
    /// where the document lies with who checks it: 1 to 500 characters.
    document: String,
}

/// What is still missing.
#[derive(InputObject)]
pub struct IdentityCheckAskMoreInput {
    identity_check_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// The check that needs a video call.
#[derive(InputObject)]
pub struct IdentityCheckRequireCallInput {
    identity_check_id: ID,
}

/// The video call that the person will come to.
#[derive(InputObject)]
pub struct IdentityCallBookInput {
    identity_check_id: ID,
    /// One of the check's `freeCallSlots`.
    call_slot_id: ID,
}

/// The check to whose call the person did not come.
#[derive(InputObject)]
pub struct IdentityCallMissedInput {
    identity_check_id: ID,
}

/// What shows that the person is who they say.
#[derive(InputObject)]
pub struct IdentityCheckPassInput {
    identity_check_id: ID,
    /// The id of a report or of a call's record: 1 to 500 characters.
    evidence: String,
}

/// What shows that the person is not who they say.
#[derive(InputObject)]
pub struct IdentityCheckFailInput {
    identity_check_id: ID,
    /// The id of a report or of a call's record: 1 to 500 characters.
    evidence: String,
    /// What the person is told: 1 to 1000 characters.
    reason: String,
}

#[derive(Default)]
pub struct IdentityMutations;

#[Object]
impl IdentityMutations {
    /// Forward a document that shows who one is. Needs `MANAGE_SELLER`.
    async fn identity_check_submit(
        &self,
        ctx: &Context<'_>,
        input: IdentityCheckSubmitInput,
    ) -> async_graphql::Result<IdentityCheckSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let submitted =
            async { app.submit_identity_check(*actor, input.identity_check_id.parse()?, &input.document).await };
        IdentityCheckSubmitPayload::from_result(submitted.await)
    }

    /// Ask the person for more. For staff with `REVIEW_REGISTRATIONS`.
    async fn identity_check_ask_more(
        &self,
        ctx: &Context<'_>,
        input: IdentityCheckAskMoreInput,
    ) -> async_graphql::Result<IdentityCheckAskMorePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let asked = async { app.ask_for_more_identity(*actor, input.identity_check_id.parse()?, &input.reason).await };
        IdentityCheckAskMorePayload::from_result(asked.await)
    }

    /// Ask the person to a video call. For staff with `REVIEW_REGISTRATIONS`.
    async fn identity_check_require_call(
        &self,
        ctx: &Context<'_>,
        input: IdentityCheckRequireCallInput,
    ) -> async_graphql::Result<IdentityCheckRequireCallPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let required = async { app.require_identity_call(*actor, input.identity_check_id.parse()?).await };
        IdentityCheckRequireCallPayload::from_result(required.await)
    }

    /// Book a video call: whoever books it and who holds it are invited by mail. Needs `MANAGE_SELLER`.
    async fn identity_call_book(
        &self,
        ctx: &Context<'_>,
        input: IdentityCallBookInput,
    ) -> async_graphql::Result<IdentityCallBookPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let IdentityCallBookInput { identity_check_id, call_slot_id } = input;
        let booked = async { app.book_identity_call(*actor, identity_check_id.parse()?, call_slot_id.parse()?).await };
        IdentityCallBookPayload::from_result(booked.await)
    }

    /// Note that the person did not come to the call. For staff with `REVIEW_REGISTRATIONS`.
    async fn identity_call_missed(
        &self,
        ctx: &Context<'_>,
        input: IdentityCallMissedInput,
    ) -> async_graphql::Result<IdentityCallMissedPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let missed = async { app.miss_identity_call(*actor, input.identity_check_id.parse()?).await };
        IdentityCallMissedPayload::from_result(missed.await)
    }

    /// Confirm that the person is who they say. For staff with `REVIEW_REGISTRATIONS`.
    async fn identity_check_pass(
        &self,
        ctx: &Context<'_>,
        input: IdentityCheckPassInput,
    ) -> async_graphql::Result<IdentityCheckPassPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let passed = async { app.pass_identity_check(*actor, input.identity_check_id.parse()?, &input.evidence).await };
        IdentityCheckPassPayload::from_result(passed.await)
    }

    /// Find that the person is not who they say. For staff with `REVIEW_REGISTRATIONS`.
    async fn identity_check_fail(
        &self,
        ctx: &Context<'_>,
        input: IdentityCheckFailInput,
    ) -> async_graphql::Result<IdentityCheckFailPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let IdentityCheckFailInput { identity_check_id, evidence, reason } = input;
        let failed = async { app.fail_identity_check(*actor, identity_check_id.parse()?, &evidence, &reason).await };
        IdentityCheckFailPayload::from_result(failed.await)
    }
}
