use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a worker is started for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    pub url: String,
    pub acts: Vec<Act>,
    /// The point at which it stops, to be killed, counted from 1; `None`: it lives to the end.
    pub stops_at: Option<usize>,
    /// Where it notes the points that it passes.
    pub log: PathBuf,
    /// Where the world outside notes what reaches it.
    pub journal: PathBuf,
    /// Where the bank's folders lie.
    pub bank: PathBuf,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Act {
    /// Migrates, installs the defaults and appoints the first member of staff.
    Install,
    /// Runs what is due.
    Sweep,
    /// Runs what is due where the bank takes files; the bank says this, if anything.
    SweepWithBank(Option<String>),
    /// Staff let time pass until then, if it is not later already.
    Advance(DateTime<Utc>),
    /// Somebody sends a mutation.
    Ask(Ask),
    /// The payment service sends a message.
    Deliver(Delivery),
    /// Makes the first data key, and seals what lies in clear.
    InstallKeys,
    /// Makes a data key, and seals everything with it.
    RotateKeys,
    /// Does the obvious wrong thing instead of what the product does.
    Naive(Naive),
}

/// A mutation, as it may be sent again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    pub email: String,
    pub mutation: String,
    pub input: Value,
    /// What is asked for of the payload.
    pub selection: String,
}

/// A message, as it may be sent again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Where the payment service that sends it listens.
    pub service: String,
    pub body: String,
    pub signature: String,
}

/// The ways to be wrong that look right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Naive {
    /// Makes a new key for each try to send.
    FreshKey,
    /// Sends first, and writes down afterwards that it did.
    SendsFirst,
    /// Marks a disbursement paid in one transaction and books it in the next.
    BooksLater,
    /// Asks the provider first, and writes the attempt down afterwards.
    AsksFirst,
}
