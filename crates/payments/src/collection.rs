use chrono::{DateTime, Utc};
use kernel::{CollectionId, Money};

use super::Reference;

/// What a provider told us: so much has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    /// The event's own id at the provider, by which a repeat is recognised.
    pub external_id: String,
    /// The attempt or the transfer that brought it.
    pub reference: Reference,
    pub amount: Money,
    pub at: DateTime<Utc>,
}

/// One collected event, as kept. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    pub id: CollectionId,
    pub event: Collected,
    /// What it pays of the charge. Invariant: `amount + excess == event.amount`.
    pub amount: Money,
    /// What is more than was open: it stays the customer's.
    pub excess: Money,
    /// The part of the bill's fee that this event earns. The parts of all events add up to the fee.
    pub fee: Money,
    /// The expert's part. Invariant: `fee + net == amount`.
    pub net: Money,
}
