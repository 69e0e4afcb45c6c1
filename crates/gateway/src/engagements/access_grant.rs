use ::engagements::AccessGrantState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::{AccessGrantId, EngagementId, EventId};
use marketplace::AccessActivity as Found;

use super::{AccessActivity, Engagement};
use crate::{
    connection::Connection,
    loaders::{ListArguments, load_kept, load_list, loader, pages},
    session::Session,
    user_error::OrNull,
};

const ACTIVITY: &str = "accessGrant.activity";

loader!(AccessGrantId => ::engagements::AccessGrant, ::engagements::store::find_grants);

pages!(AccessGrantId, EventId => Found, |app, actor, grants, page| {
    app.access_activity_of(actor, grants, page)
});

pages!(EngagementId, AccessGrantId => ::engagements::AccessGrant, |app, actor, engagements, page| {
    app.access_grants_of(actor, engagements, page)
});

pub struct AccessGrant(pub ::engagements::AccessGrant);

/// Access of one named person to the customer's account, for the time of the work. Its two sides see it, and staff who
/// run payouts, settle or audit.
#[Object]
impl AccessGrant {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it is for: when that is over, so is the access.
    async fn engagement(&self, ctx: &Context<'_>) -> async_graphql::Result<Engagement> {
        load_kept(ctx, self.0.engagement_id).await.map(Engagement)
    }

    /// The person whom it names, by name: nobody else goes in.
    async fn person_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.member_id).await.map(|member| member.name)
    }

    /// The level that was asked for, by its name.
    async fn level(&self) -> &str {
        &self.0.level
    }

    /// The level that the customer gave, which may be a lower one; null if none was.
    async fn given_level(&self) -> Option<&str> {
        self.0.given().map(|given| given.level.as_str())
    }

    /// What the person needs it for, in their own words.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    async fn status(&self) -> AccessGrantStatus {
        (&self.0.state).into()
    }

    async fn requested_at(&self) -> DateTime<Utc> {
        self.0.requested_at
    }

    /// When the customer gave access; null unless they did.
    async fn given_at(&self) -> Option<DateTime<Utc>> {
        self.0.given().map(|given| given.at)
    }

    /// When it was declined, taken back or taken away; null while it is asked for or stands.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at()
    }

    /// Why the customer declined it or took it away, if they said so.
    async fn reason(&self) -> Option<&str> {
        match &self.0.state {
            AccessGrantState::Declined { reason, .. } | AccessGrantState::Revoked { reason, .. } => reason.as_deref(),
            AccessGrantState::Requested
            | AccessGrantState::Approved { .. }
            | AccessGrantState::Withdrawn { .. }
            | AccessGrantState::AutoRevoked { .. } => None,
        }
    }

    /// Why it ended by itself; null unless it did.
    async fn end_cause(&self) -> Option<AccessEndCause> {
        match self.0.state {
            AccessGrantState::Withdrawn { cause, .. } => cause.map(Into::into),
            AccessGrantState::AutoRevoked { cause, .. } => Some(cause.into()),
            AccessGrantState::Requested
            | AccessGrantState::Approved { .. }
            | AccessGrantState::Declined { .. }
            | AccessGrantState::Revoked { .. } => None,
        }
    }

    /// Since when the person held no valid certification any more, while this was asked for or stood; null if that did
    /// not happen. The access goes on until the customer takes it away.
    async fn certification_ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.flagged_at
    }

    /// Everything that became of it, newest first: what was asked and decided, and every session. For the customer's
    /// members with `GRANT_ACCESS` and staff with `READ_AUDIT`; null to others.
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> OrNull<Connection<AccessActivity>> {
        let Session { app, actor, .. } = Session::of(ctx);
        if !app.sees_activity(*actor, &self.0) {
            return None;
        }
        let arguments = ListArguments { list: ACTIVITY, first, after };
        Some(load_list(ctx, self.0.id, arguments, |found: &Found| found.line.id, AccessActivity).await)
    }
}

/// How far a request for access is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AccessGrantStatus {
    /// Waits for the customer.
    Requested,
    /// The named person may go in.
    Approved,
    /// The customer kept the person out.
    Declined,
    /// Taken back before it was decided, by the expert's side or because it ended by itself.
    Withdrawn,
    /// The customer took it away.
    Revoked,
    /// It ended by itself.
    AutoRevoked,
}

/// Why access ended by itself.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::engagements::AccessEnd")]
pub enum AccessEndCause {
    /// The work that it was for is over.
    EngagementOver,
    /// The person acts for the expert's account no more.
    PersonLeft,
}

impl From<&AccessGrantState> for AccessGrantStatus {
    fn from(state: &AccessGrantState) -> Self {
        match state {
            AccessGrantState::Requested => Self::Requested,
            AccessGrantState::Approved { .. } => Self::Approved,
            AccessGrantState::Declined { .. } => Self::Declined,
            AccessGrantState::Withdrawn { .. } => Self::Withdrawn,
            AccessGrantState::Revoked { .. } => Self::Revoked,
            AccessGrantState::AutoRevoked { .. } => Self::AutoRevoked,
        }
    }
}

impl From<::engagements::AccessGrant> for AccessGrant {
    fn from(grant: ::engagements::AccessGrant) -> Self {
        Self(grant)
    }
}
