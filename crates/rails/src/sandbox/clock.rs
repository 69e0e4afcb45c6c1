use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, ClockError, ManualClock};
use marketplace::ClockHand;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::{SandboxProvider, SandboxRail};

/// Moves the sandbox's clock, and keeps where it stands, so that a restart goes on at the same instant.
pub struct SandboxHand {
    pub db: DatabaseConnection,
    pub clock: Arc<ManualClock>,
    pub provider: Arc<SandboxProvider>,
    pub rail: Arc<SandboxRail>,
}

#[async_trait::async_trait]
impl ClockHand for SandboxHand {
    async fn advance_to(&self, to: DateTime<Utc>) -> Result<Result<(), ClockError>, DbErr> {
        let now = self.clock.now();
        if to <= now {
            return Ok(Err(ClockError { now, asked: to }));
        }
        // Kept first: after a crash in between the clock is where it was going, never where it has been.
        write(&self.db, to).await?;
        Ok(self.clock.advance_to(to))
    }

    async fn next_event_at(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let (provider, rail) = (self.provider.next_due(after).await?, self.rail.next_due(after).await?);
        Ok(provider.into_iter().chain(rail).min())
    }
}

/// Where the clock stands; `None` if the database is no sandbox.
pub async fn read(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, DbErr> {
    let sql = "select now_at from sandbox_clock";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map(|row| row.try_get("", "now_at")).transpose()
}

/// Makes the database a sandbox whose clock stands at `at`; leaves a clock alone that stands already.
pub async fn begin(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "insert into sandbox_clock (id, now_at) values (1, $1) on conflict (id) do nothing";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [at.into()])).await.map(drop)
}

/// Whatever another process wrote meanwhile, the clock is never set back.
async fn write(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update sandbox_clock set now_at = $1 where now_at < $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [at.into()])).await.map(drop)
}
