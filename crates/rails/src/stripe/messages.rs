//! What the provider sends by itself, as soon as it happens.

use chrono::{DateTime, Utc};
use marketplace::{Delivery, MessageError, ProviderMessage};

use super::{
    events,
    signature::{WebhookSecret, verify},
    wire::Happened,
};

/// Where a message's signature stands.
const SIGNATURE: &str = "stripe-signature";

/// Reads a message, once it is proven to be the provider's: nothing of it is looked at before.
pub fn read(
    delivery: &Delivery<'_>,
    secrets: &[WebhookSecret],
    now: DateTime<Utc>,
) -> Result<ProviderMessage, MessageError> {
    if secrets.is_empty() {
        return Err(MessageError::NotConnected);
    }
    let header = (delivery.header)(SIGNATURE).unwrap_or_default();
    let is_signed = verify(delivery.body, header, secrets, now);
    is_signed.map_err(|error| MessageError::NotSigned(error.to_string()))?;
    let happened = serde_json::from_slice::<Happened>(delivery.body);
    let happened = happened.map_err(|error| MessageError::Unreadable(error.to_string()))?;
    let event = events::told(&happened).map_err(|error| MessageError::Unreadable(error.to_string()))?;
    Ok(ProviderMessage { id: happened.id, kind: happened.kind, at: happened.created, event })
}
