use chrono::{DateTime, Utc};
use kernel::ClockError;
use sea_orm::{DatabaseConnection, DbErr};

/// Moves the sandbox's clock, which all processes on a database share. Implemented in `rails`.
///
/// Time stands while anybody acts: who acts holds the clock, in whatever process, and who moves it waits for them.
/// So nothing begins at one instant and ends at another, and no instant passes at which something falls due. What a
/// process that died held is held no more.
#[async_trait::async_trait]
pub trait ClockHand: Send + Sync {
    /// Brings this process's clock to where the clock stands, whoever moved it; asks `db`.
    async fn catch_up(&self, db: &DatabaseConnection) -> Result<(), DbErr>;

    /// Catches up, and keeps the clock where it is until the answer is dropped. Many hold it at once. Whoever holds it
    /// and asks for it again may wait for ever.
    async fn hold(&self, db: &DatabaseConnection) -> Result<ClockHeld, DbErr>;

    /// Waits until nobody holds the clock, catches up, and lets nobody hold it until the answer is dropped: for
    /// whoever moves it.
    async fn seize(&self, db: &DatabaseConnection) -> Result<ClockHeld, DbErr>;

    /// Moves on to `to`; refuses to stand still or to go back, also where another process has moved it meanwhile. The
    /// caller has seized the clock, unless it means to move it under everybody's hands.
    async fn advance_to(&self, to: DateTime<Utc>) -> Result<Result<(), ClockError>, DbErr>;

    /// The next instant after `after` at which the sandbox's provider or rail will have something to tell.
    async fn next_event_at(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr>;
}

/// The clock stands still until this is dropped.
#[must_use]
pub struct ClockHeld {
    _grip: Box<dyn Send>,
}

impl ClockHeld {
    /// Held for as long as `grip` exists.
    pub fn by(grip: impl Send + 'static) -> Self {
        Self { _grip: Box::new(grip) }
    }
}
