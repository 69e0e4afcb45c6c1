use chrono::{DateTime, Utc};
use kernel::ClockError;
use sea_orm::DbErr;

/// Moves the sandbox's clock, and remembers where it stands. Implemented in `rails`.
#[async_trait::async_trait]
pub trait ClockHand: Send + Sync {
    /// Moves on to `to`; refuses to stand still or to go back.
    async fn advance_to(&self, to: DateTime<Utc>) -> Result<Result<(), ClockError>, DbErr>;

    /// The next instant after `after` at which the sandbox's provider or rail will have something to tell.
    async fn next_event_at(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr>;
}
