use ::events::AuditRow;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::EventId;

use crate::{
    clock::HeldClock,
    connection::{Connection, connection, page},
    session::Session,
    user_error::answer,
};

const AUDIT_TRAIL: &str = "auditTrail";

pub struct AuditEntry(AuditRow);

/// One change of state: who changed what, when, and why.
#[Object]
impl AuditEntry {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What happened, by its lasting name: `payment_request.approved`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// The id of what changed.
    async fn subject(&self) -> ID {
        ID(self.0.subject.clone())
    }

    /// The id of the member or the member of staff who did it; null if time or a provider did.
    async fn actor(&self) -> Option<ID> {
        let member = self.0.member_id.map(|id| id.to_string());
        member.or_else(|| self.0.staff_id.map(|id| id.to_string())).map(ID)
    }

    /// The reason that was given, where one is asked for.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it took effect: for a deadline its due instant, however late it was noticed.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When it was written down.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
}

#[derive(Default)]
pub struct OperatorQueries;

#[Object]
impl OperatorQueries {
    /// What time it is for this installation. In the sandbox the clock stands until staff move it.
    async fn now(&self, ctx: &Context<'_>) -> DateTime<Utc> {
        Session::of(ctx).app.now()
    }

    /// Who changed what and when, newest first. For staff with `READ_AUDIT`.
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what happened to the thing with this id.")] subject: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<AuditEntry>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let subject = subject.map(|id| id.0);
        let found = async {
            let page = page::<EventId>(AUDIT_TRAIL, first, after.as_deref())?;
            app.audit_trail(*actor, subject.as_deref(), page).await
        };
        Ok(connection(AUDIT_TRAIL, answer(found.await)?, |row| row.id, AuditEntry))
    }
}

/// Where to move the sandbox's clock.
#[derive(InputObject)]
pub struct SandboxClockAdvanceInput {
    /// A later instant. On the way the clock stops wherever something falls due.
    to: DateTime<Utc>,
}

/// The sandbox's clock.
#[derive(SimpleObject)]
pub struct SandboxClock {
    /// What it shows.
    now: DateTime<Utc>,
}

impl From<DateTime<Utc>> for SandboxClock {
    fn from(now: DateTime<Utc>) -> Self {
        Self { now }
    }
}

payload!(SandboxClockAdvancePayload { clock: SandboxClock });

#[derive(Default)]
pub struct OperatorMutations;

#[Object]
impl OperatorMutations {
    /// Let time pass in the sandbox: everything that falls due until then happens, in its order and at its time.
    /// For staff with `ADVANCE_CLOCK`.
    async fn sandbox_clock_advance(
        &self,
        ctx: &Context<'_>,
        input: SandboxClockAdvanceInput,
    ) -> async_graphql::Result<SandboxClockAdvancePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let held: &HeldClock = ctx.data_unchecked();
        let moved = held.released(app, app.advance_sandbox_clock(*actor, input.to));
        SandboxClockAdvancePayload::from_result(moved.await)
    }
}
