use chrono::{DateTime, Utc};
use kernel::{AccountId, EngagementId, LedgerTransactionId, Money};
use uuid::Uuid;

use super::{AccountKind, Leg, Owner, digest};

/// A transaction as its rows have it, believed in nothing: what checks the books reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    pub id: LedgerTransactionId,
    pub reference: String,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    /// `None` for what was booked before digests were kept.
    pub payload_hash: Option<String>,
    /// The reference of what it takes back.
    pub reverses: Option<String>,
    pub is_sealed: bool,
    pub chained: Chained,
    /// In the order of their legs.
    pub entries: Vec<Entry>,
}

/// A leg as its row has it, and the account that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub leg: i32,
    pub account_id: Uuid,
    /// The lasting name of the account's kind.
    pub kind: String,
    pub owner_id: Option<Uuid>,
    /// ISO 4217, or the name of a promotional unit.
    pub currency: String,
    /// Debit positive, credit negative.
    pub amount_minor: i64,
    /// Its place on an account with an owner.
    pub entry_no: Option<i64>,
}

/// Where a transaction stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chained {
    /// In a batch, with the digest that it had then.
    In { batch_no: i64, hash: String },
    /// It waits for the next batch.
    Waits,
    /// Neither: no batch will ever take it.
    Nowhere,
}

/// What became of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It was booked.
    New(LedgerTransactionId),
    /// The same was booked under its reference before: the first answer, and nothing was done.
    Before(LedgerTransactionId),
}

impl Posted {
    /// The transaction in which it is booked.
    pub const fn id(self) -> LedgerTransactionId {
        match self {
            Self::New(id) | Self::Before(id) => id,
        }
    }
}

/// Minor units in major ones, with all decimal places of the currency; promotional units are counted in whole ones.
pub fn major(signed_minor: i128, currency: &str) -> String {
    let sign = if signed_minor < 0 { "-" } else { "" };
    let minor = i64::try_from(signed_minor.abs()).ok();
    let money = minor.and_then(|minor| Money::from_columns(minor, currency).ok());
    money.map_or_else(|| signed_minor.to_string(), |money| format!("{sign}{}", money.to_major()))
}

impl Booked {
    /// The digest of what it does, computed from its legs.
    pub fn payload(&self) -> String {
        digest::of_payload(&self.entries, self.reverses.as_deref())
    }

    /// The digest of everything that it is.
    pub fn hash(&self) -> String {
        digest::of_transaction(self)
    }
}

impl Entry {
    /// Whose the account is, by the id that everything else names it by; `None` for the operator's own.
    pub fn owner_name(&self) -> Option<String> {
        self.owner_id.map(|id| match AccountKind::named(&self.kind) {
            Some(AccountKind::FeeUnearned) => EngagementId::from_uuid(id).to_string(),
            Some(AccountKind::PartnerPayable | AccountKind::PromoWallet) | None => id.to_string(),
            Some(_) => AccountId::from_uuid(id).to_string(),
        })
    }

    /// What it books, without its sign, in major units.
    pub fn major(&self) -> String {
        major(i128::from(self.amount_minor).abs(), &self.currency)
    }

    /// A leg that is to be booked; the database has not numbered it, nor named its account.
    pub(crate) fn of(Leg { account, currency, signed_minor }: Leg, leg: i32) -> Self {
        let (kind, owner_id) = (account.kind.name().to_owned(), account.owner.map(Owner::uuid));
        Self {
            leg,
            account_id: Uuid::nil(),
            kind,
            owner_id,
            currency: currency.to_owned(),
            amount_minor: signed_minor,
            entry_no: None,
        }
    }
}
