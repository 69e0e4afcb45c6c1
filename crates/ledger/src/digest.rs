//! What a transaction is, as a text that has one spelling only, and the digests of such texts.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest as _, Sha256};

use super::{Booked, Entry};

/// What stands before the first batch.
pub const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The digest of what a posting does: its legs, whatever their order, and what it takes back. Not its instants: the
/// same event asked for again comes later.
pub fn of_payload(entries: &[Entry], reverses: Option<&str>) -> String {
    let mut lines = entries.iter().map(content).collect::<Vec<_>>();
    lines.sort_unstable();
    // Last what may hold anything, so that no two payloads have one text.
    hex(&format!("guildhall payload 1\n{}\nreverses {}", lines.join("\n"), reverses.unwrap_or("-")))
}

/// The digest of everything that a transaction is in the books.
pub fn of_transaction(booked: &Booked) -> String {
    let mut text = format!(
        "guildhall transaction 1\n{}\nat {}\nrecorded at {}\npayload {}\n",
        booked.id,
        micros(booked.at),
        micros(booked.recorded_at),
        booked.payload_hash.as_deref().unwrap_or("-"),
    );
    for entry in &booked.entries {
        let place = entry.entry_no.map_or_else(|| "-".to_owned(), |entry_no| entry_no.to_string());
        // A text takes what is written to it.
        let _ = writeln!(text, "leg {} {} {place} {}", entry.leg, entry.account_id, content(entry));
    }
    let reverses = booked.reverses.as_deref().unwrap_or("-");
    let _ = write!(text, "reverses {} {reverses}\nreference {}", reverses.len(), booked.reference);
    hex(&text)
}

/// The digest of a batch: of the one before it, and of its transactions in their order.
pub fn of_batch<'a>(prev_hash: &str, sealed_at: DateTime<Utc>, links: impl Iterator<Item = &'a str>) -> String {
    let mut batch = BatchDigest::begin(prev_hash, sealed_at);
    links.for_each(|link| batch.link(link));
    batch.end()
}

/// The digest of a batch, link by link, for whoever cannot hold them all.
pub struct BatchDigest(Sha256);

impl BatchDigest {
    pub fn begin(prev_hash: &str, sealed_at: DateTime<Utc>) -> Self {
        Self(Sha256::new().chain_update(format!("guildhall batch 1\n{prev_hash}\n{}\n", micros(sealed_at))))
    }

    pub fn link(&mut self, hash: &str) {
        self.0.update(hash);
        self.0.update("\n");
    }

    pub fn end(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}

fn content(entry: &Entry) -> String {
    let owner = entry.owner_id.map_or_else(|| "-".to_owned(), |owner| owner.to_string());
    format!("{} {owner} {} {}", entry.kind, entry.currency, entry.amount_minor)
}

fn micros(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn hex(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}
