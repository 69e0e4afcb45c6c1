use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::{loaders::load_kept, user_error::OrNull};

pub struct AccessActivity(pub marketplace::AccessActivity);

/// One line of what became of access to a customer's account: a request, a decision, a session, an end.
#[Object]
impl AccessActivity {
    async fn id(&self) -> ID {
        ID(self.0.line.id.to_string())
    }

    /// What happened, by its lasting name: `access_grant.session_opened`.
    async fn kind(&self) -> &str {
        &self.0.line.kind
    }

    /// Who did it, by name; null if it happened by itself.
    async fn by_name(&self, ctx: &Context<'_>) -> OrNull<String> {
        let member = self.0.line.member_id?;
        Some(load_kept(ctx, member).await.map(|member| member.name))
    }

    /// The reason that was given; of an approval the level that was given.
    async fn reason(&self) -> Option<&str> {
        self.0.line.reason.as_deref()
    }

    /// When it took effect.
    async fn at(&self) -> DateTime<Utc> {
        self.0.line.at
    }

    /// The session that was opened; null for everything else.
    async fn session(&self, ctx: &Context<'_>) -> OrNull<AccessSession> {
        let session = self.0.session.as_ref()?;
        let grant = load_kept(ctx, session.access_grant_id).await;
        Some(grant.map(|grant| AccessSession::of(session, &grant)))
    }
}

/// One time that the named person went into the customer's account. What let them in is kept nowhere.
#[derive(SimpleObject)]
pub struct AccessSession {
    id: ID,
    /// The level that it was opened with, by its name.
    level: String,
    opened_at: DateTime<Utc>,
    /// When it ends or ended: with its time or with the grant, whichever comes first.
    ends_at: DateTime<Utc>,
}

impl AccessSession {
    pub fn of(session: &::engagements::AccessSession, grant: &::engagements::AccessGrant) -> Self {
        Self {
            id: ID(session.id.to_string()),
            level: session.level.clone(),
            opened_at: session.opened_at,
            ends_at: session.ends_at(grant),
        }
    }
}
