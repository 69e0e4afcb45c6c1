use ::ledger::{Booked, Entry};
use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use crate::money::Decimal;

pub struct LedgerTransaction(pub Booked);

/// One business event in the books: its legs come to nothing in every currency, and it never changes.
#[Object]
impl LedgerTransaction {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What happened and to what, unique in all the books: `collect:col_…`.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// When it took effect.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When it was booked.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// In the order in which they were booked.
    async fn legs(&self) -> Vec<LedgerLeg> {
        self.0.entries.iter().map(LedgerLeg::from).collect()
    }
}

/// What a transaction did to one account: it debits or credits it.
#[derive(SimpleObject)]
pub struct LedgerLeg {
    /// The lasting name of the account's kind: `expert_available`.
    kind: String,
    /// The account, or the engagement, whose money it is; null for the operator's own.
    owner_id: Option<ID>,
    /// An ISO 4217 code, or the name of a promotional unit.
    currency: String,
    /// In major units; null if it is a credit.
    debit: Option<Decimal>,
    /// In major units; null if it is a debit.
    credit: Option<Decimal>,
}

impl From<&Entry> for LedgerLeg {
    fn from(entry: &Entry) -> Self {
        let amount = Decimal::written(entry.major());
        let (debit, credit) = if entry.amount_minor > 0 { (Some(amount), None) } else { (None, Some(amount)) };
        let owner_id = entry.owner_name().map(ID);
        Self { kind: entry.kind.clone(), owner_id, currency: entry.currency.clone(), debit, credit }
    }
}
