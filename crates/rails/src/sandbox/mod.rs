//! A world outside that needs no network: a payment provider, a payout rail and a clock that moves by hand.
//!
//! What they know lives in tables of their own (`sandbox_…`), as if it were elsewhere: it survives a restart, and
//! nothing of ours ever writes there. How a customer's payment or a payout ends is chosen by the token of the
//! payment method and by the number of the account; see [`SandboxProvider`] and [`SandboxRail`].

mod clock;
mod provider;
mod rail;
mod refunds;
mod reversals;
mod shelf;
mod turnstile;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, ManualClock};
use marketplace::{CertificationRegistry, Outside};
use sea_orm::{DatabaseConnection, DbErr};

use crate::Blobs;
use crate::{HttpsStatusLists, OpenBadges};
use clock::SandboxHand;
pub use provider::SandboxProvider;
pub use rail::SandboxRail;
use turnstile::Turnstile;

/// The sandbox of one database.
pub struct Sandbox {
    db: DatabaseConnection,
    clock: Arc<ManualClock>,
}

impl Sandbox {
    /// Where the sandbox's clock stands; `None` if the database is no sandbox.
    pub async fn stands_at(db: &DatabaseConnection) -> Result<Option<DateTime<Utc>>, DbErr> {
        clock::read(db).await
    }

    /// Opens the database's sandbox; makes one whose clock stands at `start` if it has none.
    pub async fn open(db: DatabaseConnection, start: DateTime<Utc>) -> Result<Self, DbErr> {
        clock::begin(&db, start).await?;
        let now = clock::read(&db).await?.unwrap_or(start);
        Ok(Self { db, clock: Arc::new(ManualClock::new(now)) })
    }

    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// Everything outside, as the use cases see it; uploads are kept in memory, and nobody is let into accounts, unless
    /// somebody puts a store and a broker in their place.
    pub fn outside(&self, registry: Arc<dyn CertificationRegistry>) -> Outside {
        let provider = Arc::new(SandboxProvider::new(self.db.clone(), self.clock()));
        let rail = Arc::new(SandboxRail::new(self.db.clone(), self.clock()));
        let (db, clock, turnstile) = (self.db.clone(), self.clock.clone(), Turnstile::of(&self.db));
        let hand = SandboxHand { db, clock, provider: provider.clone(), rail: rail.clone(), turnstile };
        let (verifier, status_lists) = (Arc::new(OpenBadges), Arc::new(HttpsStatusLists::new()));
        Outside {
            provider: Some(provider),
            rail: Some(rail),
            exchange: None,
            registry,
            access_broker: None,
            blobs: Arc::new(Blobs::in_memory()),
            mailer: None,
            verifier,
            status_lists,
            hand: Some(Arc::new(hand)),
        }
    }
}
