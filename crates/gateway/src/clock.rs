use std::sync::{Mutex, PoisonError};

use async_graphql::parser::types::OperationType;
use marketplace::{ClockHeld, Marketplace, Result};

/// A mutation's hold of the sandbox's clock: what it does begins and ends at one instant. Outside of the sandbox it
/// holds nothing.
pub struct HeldClock(Mutex<Option<ClockHeld>>);

impl HeldClock {
    /// Holds the clock for whatever acts; who only reads does not keep it from moving.
    pub async fn during(operation: OperationType, app: &Marketplace) -> Result<Self> {
        let held = match operation {
            OperationType::Mutation => app.hold_clock().await?,
            OperationType::Query | OperationType::Subscription => None,
        };
        Ok(Self(Mutex::new(held)))
    }

    /// Lets go of the clock for somebody who moves it, and holds it again for what the document does afterwards.
    pub async fn released<T>(&self, app: &Marketplace, act: impl Future<Output = Result<T>>) -> Result<T> {
        self.keep(None);
        let done = act.await?;
        self.keep(app.hold_clock().await?);
        Ok(done)
    }

    fn keep(&self, held: Option<ClockHeld>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }
}
