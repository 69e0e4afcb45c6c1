//! What the provider says, as much of it as is needed. What is not named here is passed over.

use std::{collections::HashMap, fmt};

use chrono::{DateTime, Utc};
use kernel::Money;
use serde::Deserialize;
use serde_json::Value;

use super::{CHARGE, REFERENCE, http::CallError, minor_units};

/// What is attached to anything, by name.
pub type Metadata = Option<HashMap<String, String>>;

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// A card or a bank account.
#[derive(Debug, Deserialize)]
pub struct Method {
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose it is.
    pub customer: Option<String>,
}

/// An attempt to take money.
#[derive(Clone, Debug, Deserialize)]
pub struct Intent {
    pub id: String,
    amount: i64,
    currency: String,
    amount_received: Option<i64>,
    pub status: IntentStatus,
    /// In seconds since 1970.
    pub created: i64,
    pub payment_method: Option<String>,
    #[serde(default)]
    metadata: Metadata,
    pub last_payment_error: Option<Refusal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    RequiresCapture,
    Processing,
    Succeeded,
    Canceled,
    #[serde(other)]
    Other,
}

/// Money sent back.
#[derive(Clone, Debug, Deserialize)]
pub struct Returned {
    pub id: String,
    amount: i64,
    currency: String,
    pub status: Option<ReturnedStatus>,
    /// In seconds since 1970.
    pub created: i64,
    #[serde(default)]
    metadata: Metadata,
    pub failure_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnedStatus {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
    #[serde(other)]
    Other,
}

/// What holds a key without moving money.
#[derive(Debug, Deserialize)]
pub struct Tombstone {
    pub id: String,
    pub object: String,
    #[serde(default)]
    metadata: Metadata,
}

/// Something that happened.
#[derive(Clone, Debug, Deserialize)]
pub struct Happened {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub created: DateTime<Utc>,
    pub data: HappenedTo,
}

#[derive(Clone, Debug, Deserialize)]
pub struct HappenedTo {
    /// What it happened to, as it was just after.
    pub object: Value,
}

#[derive(Debug, Deserialize)]
pub struct Problem {
    pub error: Refusal,
}

/// Why something was not done.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Refusal {
    #[serde(rename = "type", default)]
    pub kind: ErrorKind,
    code: Option<String>,
    decline_code: Option<String>,
    message: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    CardError,
    InvalidRequestError,
    IdempotencyError,
    ApiError,
    #[default]
    #[serde(other)]
    Other,
}

impl Intent {
    /// Whether this is what was asked for under `reference`. Anything else under our reference is nobody's answer.
    pub fn is_of(&self, reference: &str, amount: Money) -> Result<(), CallError> {
        agree(&self.id, (self.reference(), reference), (self.amount()?, amount))
    }

    pub fn reference(&self) -> Option<&str> {
        named(&self.metadata, REFERENCE)
    }

    pub fn charge(&self) -> Option<&str> {
        named(&self.metadata, CHARGE)
    }

    fn amount(&self) -> Result<Money, CallError> {
        money(self.amount, &self.currency)
    }

    /// What arrived.
    pub fn received(&self) -> Result<Money, CallError> {
        money(self.amount_received.unwrap_or(self.amount), &self.currency)
    }
}

impl Returned {
    /// Whether this is what was asked for under `reference`.
    pub fn is_of(&self, reference: &str, amount: Money) -> Result<(), CallError> {
        agree(&self.id, (self.reference(), reference), (money(self.amount, &self.currency)?, amount))
    }

    pub fn reference(&self) -> Option<&str> {
        named(&self.metadata, REFERENCE)
    }
}

impl Tombstone {
    pub fn reference(&self) -> Option<&str> {
        named(&self.metadata, REFERENCE)
    }
}

impl Happened {
    /// Our reference, if it happened to something of ours.
    pub fn reference(&self) -> Option<&str> {
        self.data.object.get("metadata")?.get(REFERENCE)?.as_str()
    }
}

fn named<'a>(metadata: &'a Metadata, name: &str) -> Option<&'a str> {
    metadata.as_ref()?.get(name).map(String::as_str)
}

fn agree(id: &str, (reference, ours): (Option<&str>, &str), (said, asked): (Money, Money)) -> Result<(), CallError> {
    if reference == Some(ours) && said == asked {
        return Ok(());
    }
    Err(CallError::Open(format!("{id} is {said} for {reference:?}, and not {asked} for {ours}")))
}

fn money(amount: i64, currency: &str) -> Result<Money, CallError> {
    minor_units::read(amount, currency).map_err(|error| CallError::Open(error.to_string()))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.decline_code.as_ref().or(self.code.as_ref());
        match (said, &self.message) {
            (Some(code), Some(message)) => write!(f, "{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str("no reason given"),
        }
    }
}
