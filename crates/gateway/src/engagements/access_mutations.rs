use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use marketplace::{ApproveAccessGrant, Error, OpenAccessSession, OpenedAccess, RequestAccessGrant};

use super::{AccessGrant, access_activity::AccessSession};
use crate::session::Session;

/// How long a session is if nobody says, in minutes.
const SESSION_MINUTES: i32 = 60;

payload!(AccessGrantRequestPayload { access_grant: AccessGrant });
payload!(AccessGrantApprovePayload { access_grant: AccessGrant });
payload!(AccessGrantDeclinePayload { access_grant: AccessGrant });
payload!(AccessGrantWithdrawPayload { access_grant: AccessGrant });
payload!(AccessGrantRevokePayload { access_grant: AccessGrant });
payload!(AccessSessionOpenPayload { access: OpenedAccessSession });

/// What lets the named person in. It is told this once, and kept nowhere.
#[derive(SimpleObject)]
pub struct OpenedAccessSession {
    session: AccessSession,
    /// The secret. From the embedded broker it is a signed token (JWT), which is good until the session's time is over,
    /// and is verified by the keys at `/access/keys`: `aud` is the customer's account, `level` what it is good for.
    /// From a cloud's own broker it is what that gives, as JSON.
    credentials: String,
}

/// Who wants to be let in where, and how far.
#[derive(InputObject)]
pub struct AccessGrantRequestInput {
    engagement_id: ID,
    /// One of `accessLevels`, by its name.
    level: String,
    /// What it is needed for: 1 to 500 characters.
    purpose: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Who is let in, and how far.
#[derive(InputObject)]
pub struct AccessGrantApproveInput {
    access_grant_id: ID,
    /// A level that the one asked for includes, by its name; what was asked for if not given.
    level: Option<String>,
}

/// Who is kept out.
#[derive(InputObject)]
pub struct AccessGrantDeclineInput {
    access_grant_id: ID,
    /// Why, for the expert to read: at most 500 characters.
    reason: Option<String>,
}

/// What is needed no more.
#[derive(InputObject)]
pub struct AccessGrantWithdrawInput {
    access_grant_id: ID,
}

/// What is taken away.
#[derive(InputObject)]
pub struct AccessGrantRevokeInput {
    access_grant_id: ID,
    /// Why, for the expert to read: at most 500 characters.
    reason: Option<String>,
}

/// Where the person goes in, and for how long.
#[derive(InputObject)]
pub struct AccessSessionOpenInput {
    access_grant_id: ID,
    /// How long the session may be, 15 to 60; 60 if not given.
    minutes: Option<i32>,
    /// The same key with the same input gives credentials for the same session, until it is over; with other input it is
    /// refused.
    idempotency_key: String,
}

#[derive(Default)]
pub struct AccessMutations;

#[Object]
impl AccessMutations {
    /// Ask to be let into the customer's account while the work goes on. For a person of the expert's account who holds
    /// a valid certification of their own; needs `REQUEST_ACCESS`.
    async fn access_grant_request(
        &self,
        ctx: &Context<'_>,
        input: AccessGrantRequestInput,
    ) -> async_graphql::Result<AccessGrantRequestPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let requested = async { app.request_access_grant(*actor, input.try_into()?).await };
        AccessGrantRequestPayload::from_result(requested.await)
    }

    /// Let the named person in, as far as they asked or less far. For the customer; needs `GRANT_ACCESS`.
    async fn access_grant_approve(
        &self,
        ctx: &Context<'_>,
        input: AccessGrantApproveInput,
    ) -> async_graphql::Result<AccessGrantApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_access_grant(*actor, input.try_into()?).await };
        AccessGrantApprovePayload::from_result(approved.await)
    }

    /// Keep the person out. For the customer; needs `GRANT_ACCESS`.
    async fn access_grant_decline(
        &self,
        ctx: &Context<'_>,
        input: AccessGrantDeclineInput,
    ) -> async_graphql::Result<AccessGrantDeclinePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let AccessGrantDeclineInput { access_grant_id: id, reason } = input;
        let declined = async { app.decline_access_grant(*actor, id.parse()?, reason.as_deref()).await };
        AccessGrantDeclinePayload::from_result(declined.await)
    }

    /// Take a request for access back before it is decided. For the expert's account; needs `REQUEST_ACCESS`.
    async fn access_grant_withdraw(
        &self,
        ctx: &Context<'_>,
        input: AccessGrantWithdrawInput,
    ) -> async_graphql::Result<AccessGrantWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_access_grant(*actor, input.access_grant_id.parse()?).await };
        AccessGrantWithdrawPayload::from_result(withdrawn.await)
    }

    /// Take access away, at any time: no session is opened any more. For the customer; needs `GRANT_ACCESS`.
    async fn access_grant_revoke(
        &self,
        ctx: &Context<'_>,
        input: AccessGrantRevokeInput,
    ) -> async_graphql::Result<AccessGrantRevokePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let AccessGrantRevokeInput { access_grant_id: id, reason } = input;
        let revoked = async { app.revoke_access_grant(*actor, id.parse()?, reason.as_deref()).await };
        AccessGrantRevokePayload::from_result(revoked.await)
    }

    /// Go into the customer's account. For the person whom the grant names; the customer reads it in the activity.
    async fn access_session_open(
        &self,
        ctx: &Context<'_>,
        input: AccessSessionOpenInput,
    ) -> async_graphql::Result<AccessSessionOpenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let opened = async { app.open_access_session(*actor, input.try_into()?).await };
        AccessSessionOpenPayload::from_result(opened.await)
    }
}

impl From<OpenedAccess> for OpenedAccessSession {
    fn from(OpenedAccess { grant, session, credentials }: OpenedAccess) -> Self {
        Self { session: AccessSession::of(&session, &grant), credentials: credentials.reveal() }
    }
}

impl TryFrom<AccessGrantRequestInput> for RequestAccessGrant {
    type Error = Error;

    fn try_from(input: AccessGrantRequestInput) -> Result<Self, Error> {
        let AccessGrantRequestInput { engagement_id, level, purpose, idempotency_key } = input;
        Ok(Self { engagement_id: engagement_id.parse()?, level, purpose, idempotency_key })
    }
}

impl TryFrom<AccessGrantApproveInput> for ApproveAccessGrant {
    type Error = Error;

    fn try_from(AccessGrantApproveInput { access_grant_id, level }: AccessGrantApproveInput) -> Result<Self, Error> {
        Ok(Self { access_grant_id: access_grant_id.parse()?, level })
    }
}

impl TryFrom<AccessSessionOpenInput> for OpenAccessSession {
    type Error = Error;

    fn try_from(input: AccessSessionOpenInput) -> Result<Self, Error> {
        let AccessSessionOpenInput { access_grant_id, minutes, idempotency_key } = input;
        let minutes = minutes.unwrap_or(SESSION_MINUTES);
        Ok(Self { access_grant_id: access_grant_id.parse()?, minutes, idempotency_key })
    }
}
