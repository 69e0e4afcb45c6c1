use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, ClockError, ManualClock};
use marketplace::{ClockHand, ClockHeld};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::{SandboxProvider, SandboxRail, turnstile::Turnstile};

/// Moves the sandbox's clock. Where it stands is kept in the database, so that a restart goes on at the same instant
/// and every process sees it; what a process has in memory is what it last read.
pub struct SandboxHand {
    pub db: DatabaseConnection,
    pub clock: Arc<ManualClock>,
    pub provider: Arc<SandboxProvider>,
    pub rail: Arc<SandboxRail>,
    pub turnstile: Turnstile,
}

#[async_trait::async_trait]
impl ClockHand for SandboxHand {
    async fn catch_up(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        if let Some(at) = read(db).await? {
            let _ = self.clock.advance_to(at); // Refused where it stands there already.
        }
        Ok(())
    }

    async fn hold(&self, db: &DatabaseConnection) -> Result<ClockHeld, DbErr> {
        Ok(ClockHeld::by(self.turnstile.hold(async || self.catch_up(db).await).await?))
    }

    async fn seize(&self, db: &DatabaseConnection) -> Result<ClockHeld, DbErr> {
        let grip = self.turnstile.seize().await?;
        self.catch_up(db).await?;
        Ok(ClockHeld::by(grip))
    }

    async fn advance_to(&self, to: DateTime<Utc>) -> Result<Result<(), ClockError>, DbErr> {
        // Kept first: after a crash in between the clock is where it was going, never where it has been.
        if !move_on(&self.db, to).await? {
            self.catch_up(&self.db).await?;
            return Ok(Err(ClockError { now: self.clock.now(), asked: to }));
        }
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

/// Moves it on. `false`: it stands at `to` or later.
async fn move_on(db: &impl ConnectionTrait, to: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "update sandbox_clock set now_at = $1 where now_at < $1";
    let moved = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [to.into()])).await?;
    Ok(moved.rows_affected() == 1)
}
