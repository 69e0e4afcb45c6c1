use chrono::{DateTime, TimeDelta, Utc};
use kernel::{ChargeId, Money};
pub use payments::{AttemptKey, ChargeAnswer, RefundAnswer, RefundKey, ReversalKind};

/// Takes money from customers. Implemented in `rails`.
#[async_trait::async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Asks for the money. The order's key is the idempotency key: the provider acts on it once, however often
    /// it is asked. Whatever leaves the outcome open is [`ChargeAnswer::Unknown`], never an error.
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer;

    /// Tells it which transfer a customer on net terms will send, so that it reports the money under our
    /// reference. It may be told any number of times, and the last time holds: of nothing, that none is expected any
    /// more. It takes nothing.
    async fn expect_transfer(&self, transfer: &ExpectedTransfer) -> Result<(), ProviderError>;

    /// What it knows of an attempt at so much. One that it does not have it refuses from now on: whoever fell asleep
    /// over it and sends it after all must not take money that has been asked for anew since.
    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp;

    /// Sends money back. The order's key is the idempotency key: the provider acts on it once, however often it is
    /// asked. Whatever leaves the outcome open is [`RefundAnswer::Unknown`], never an error.
    async fn refund(&self, order: &RefundOrder) -> RefundAnswer;

    /// What it knows of a refund of so much. One that it does not have it refuses from now on, and that is
    /// [`RefundAnswer::NeverReceived`]: whoever fell asleep over it and sends it after all must not pay a second time.
    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer;

    /// What it has to report of the time after `since` and until `until`, in order. It may repeat itself.
    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError>;

    /// How it wants to be asked for that.
    fn polling(&self) -> Polling {
        Polling { every: TimeDelta::zero(), overlap: TimeDelta::days(3) }
    }

    /// Reads what it sends by itself: nothing, unless it is proven to be its own, and of about `now`. What it sends it
    /// also reports when it is asked, under the same id: no message needs to come.
    fn read_message(&self, _: &Delivery<'_>, _now: DateTime<Utc>) -> Result<ProviderMessage, MessageError> {
        Err(MessageError::NotConnected)
    }
}

/// How a provider is asked for what it has to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    /// How long it is left alone by all processes together; zero: every sweep asks.
    pub every: TimeDelta,
    /// How far before what is taken in already it is asked again, for what it reports late.
    pub overlap: TimeDelta,
}

/// A message as it came.
pub struct Delivery<'a> {
    /// Its header of a name in small letters.
    pub header: &'a (dyn Fn(&str) -> Option<&'a str> + Sync),
    /// Byte for byte: the signature is over these.
    pub body: &'a [u8],
}

/// What the provider sent by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderMessage {
    /// Its own id, under which it sends the same again until it is told that it came.
    pub id: String,
    /// What it is about, in its own word.
    pub kind: String,
    pub at: DateTime<Utc>,
    /// What it says of something of ours; `None`: nothing that we wait for.
    pub event: Option<ProviderEvent>,
}

/// Why a message is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("no messages are taken here")]
    NotConnected,
    #[error("the message is not proven to be the payment provider's: {0}")]
    NotSigned(String),
    #[error("the payment provider's message cannot be read: {0}")]
    Unreadable(String),
}

/// What to take from whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeOrder {
    pub key: AttemptKey,
    pub amount: Money,
    /// What the money is taken from, by the provider's name for it.
    pub provider_token: String,
}

/// What to send back to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundOrder {
    pub key: RefundKey,
    /// What it gives back of.
    pub charge_id: ChargeId,
    pub amount: Money,
    /// Where the money goes, by the provider's name for it.
    pub provider_token: String,
}

/// A transfer that a customer is to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedTransfer {
    /// What the customer names with it.
    pub charge_id: ChargeId,
    pub amount: Money,
    /// The provider's name for whoever sends it, if it has one.
    pub provider_token: Option<String>,
    pub due_at: DateTime<Utc>,
}

/// What the provider knows of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// It has it; what became of it is, or will be, among its events.
    Received,
    Failed {
        reason: String,
    },
    /// It never came there, and will not be taken if it still comes.
    NeverReceived,
    /// It gives no answer now.
    Unknown,
}

/// One line of what the provider reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderEvent {
    /// Its own id, by which a repeat is recognised.
    pub external_id: String,
    /// Our reference, as given back: an attempt's key, the charge that a transfer is for, or a refund's key. Of what was taken
    /// back, that of what had brought it.
    pub reference: String,
    pub at: DateTime<Utc>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So much has arrived.
    Collected { amount: Money },
    /// The attempt, or the refund, came to nothing.
    Failed { reason: String },
    /// The customer has the refund.
    Refunded,
    /// So much of what had arrived was taken back; `collected_by` is the provider's id of the event that had brought it.
    Reversed { collected_by: String, kind: ReversalKind, amount: Money, reason: String },
}

/// The provider cannot be reached, or answers what cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payment provider did not answer: {0}")]
pub struct ProviderError(pub String);
