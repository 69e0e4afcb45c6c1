//! Stripe, or whatever speaks its HTTP interface, as far as a marketplace needs it: about nine calls.
//!
//! Everything carries our reference twice: as its `Idempotency-Key`, by which the provider acts once, and as metadata,
//! by which it is found again when the key is forgotten. What holds, and what cannot:
//!
//! | | |
//! |---|---|
//! | An attempt or a refund that is sent again under its key is not made again. | For the 24 hours for which the provider keeps keys at least; nothing of ours is sent twice anyway. |
//! | What was recalled as never received is refused if it still comes. | The key is taken by something that moves no money; who sends it after all is told that the key is taken. For 24 hours: no request of HTTP says until when it may be obeyed. What is taken later still is reported under our reference all the same, and is money too much that staff see. |
//! | A failure on the provider's side is no answer. | It keeps its first answer, a failure included. While the key is known and nothing is found, the outcome stays open; after 24 hours at most a look-up settles it. |
//! | What happened is among the events, and is sent as a message too if somebody listens. | For 30 days; then the provider forgets them. |
//!
//! A means of payment, `pm_…`, belongs to a customer at the provider, or is good for one payment alone: whoever takes
//! down the card keeps it for one (`setup_intents` with `customer` and `usage=off_session`), and each payment names the
//! customer that the provider says it is of. So no customers are made here.
//!
//! On net terms the customer sends a transfer to the operator's own bank account, and the bank's line says that it came.
//! The provider has no part in it, so that there is nothing to tell it.
//!
//! Not connected: whatever the provider takes back after it was collected, a disputed debit say, or a refund that the
//! bank returns after the customer was said to have it.

mod charges;
mod events;
mod finder;
mod http;
mod messages;
mod minor_units;
mod refunds;
mod settings;
mod signature;
mod tombstone;
mod wire;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Money;
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, Delivery, ExpectedTransfer, LookUp, MessageError, PaymentProvider, Polling,
    ProviderError, ProviderEvent, ProviderMessage, RefundAnswer, RefundKey, RefundOrder,
};

pub use events::KINDS;
use http::{CallError, Http};
pub use settings::{StripeSettings, StripeUnusable};
pub use signature::{SignatureError, TOLERANCE, WebhookSecret, verify};

/// What everything of ours carries: an attempt's key, or a refund's.
const REFERENCE: &str = "guildhall_reference";
/// The charge that an attempt is for: what a refund is given back of.
const CHARGE: &str = "guildhall_charge";
/// The same, as fields of a form.
const REFERENCE_FIELD: &str = "metadata[guildhall_reference]";
const CHARGE_FIELD: &str = "metadata[guildhall_charge]";
/// How much of what the provider says is kept of a reason, in characters.
const REASON_LENGTH: usize = 200;

/// How it is asked: once a minute, beside what it sends by itself; and for the last hours again, since what it lists is
/// some time behind and its clock is not ours.
const POLLING: Polling = Polling { every: TimeDelta::minutes(1), overlap: TimeDelta::hours(6) };

/// Takes money by card and by direct debit from a US bank account, and sends it back; see the module.
#[derive(Debug)]
pub struct StripeProvider {
    http: Http,
    secrets: Vec<WebhookSecret>,
}

impl StripeProvider {
    pub fn new(settings: StripeSettings) -> Result<Self, StripeUnusable> {
        Ok(Self { http: Http::new(settings)?, secrets: vec![] })
    }

    /// The same, which takes messages that are signed with one of these: two, while one is exchanged for another.
    #[must_use]
    pub fn with_webhook_secrets(self, secrets: Vec<WebhookSecret>) -> Self {
        Self { secrets, ..self }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for StripeProvider {
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer {
        charges::take(&self.http, order).await.unwrap_or_else(|error| {
            note(&error, &order.key);
            ChargeAnswer::Unknown
        })
    }

    /// It has no part in transfers: see the module.
    async fn expect_transfer(&self, _: &ExpectedTransfer) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp {
        charges::recall(&self.http, key, amount).await.unwrap_or_else(|error| {
            note(&error, &key);
            LookUp::Unknown
        })
    }

    async fn refund(&self, order: &RefundOrder) -> RefundAnswer {
        refunds::send(&self.http, order).await.unwrap_or_else(|error| {
            note(&error, &order.key);
            RefundAnswer::Unknown
        })
    }

    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer {
        refunds::recall(&self.http, key, amount).await.unwrap_or_else(|error| {
            note(&error, &key);
            RefundAnswer::Unknown
        })
    }

    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError> {
        events::between(&self.http, since, until).await.map_err(|error| ProviderError(error.to_string()))
    }

    fn polling(&self) -> Polling {
        POLLING
    }

    fn read_message(&self, delivery: &Delivery<'_>, now: DateTime<Utc>) -> Result<ProviderMessage, MessageError> {
        messages::read(delivery, &self.secrets, now)
    }
}

/// What left an outcome open.
fn note(error: &CallError, reference: &impl std::fmt::Display) {
    tracing::warn!(reference = %reference, error = error as &dyn std::error::Error, "the outcome is open");
}

/// As much of a reason as is kept.
fn cut(reason: &str) -> String {
    reason.chars().take(REASON_LENGTH).collect()
}
