use chrono::{DateTime, Utc};
use kernel::{AccountId, CollectionId, DisbursementId, EarningId, Money};

use crate::Disbursement;

/// Money that the next run may take to a payee. Append-only; a run takes it whole and once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earning {
    pub id: EarningId,
    pub expert_account_id: AccountId,
    pub source: Source,
    /// Never zero.
    pub amount: Money,
    /// A run takes it if this is before its cutoff.
    pub available_at: DateTime<Utc>,
}

/// Where an earning comes from. Nothing else makes one (IQ-30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A collected event: what was left of it after the fee and what the payee owed.
    Collection(CollectionId),
    /// A disbursement that was rejected, returned or cancelled.
    Disbursement(DisbursementId),
}

/// One earning that a disbursement takes along. Append-only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub earning_id: EarningId,
    pub amount: Money,
}

/// A line, and where its money came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOrigin {
    pub line: Line,
    pub source: Source,
}

impl Earning {
    /// What a collected event makes available; `None` if it all went to what the payee owed.
    pub fn of_collection(
        expert_account_id: AccountId,
        collection_id: CollectionId,
        amount: Money,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        Self::new(expert_account_id, Source::Collection(collection_id), amount, at)
    }

    /// What a disbursement gives back; `None` if it all went to what the payee owed.
    pub fn given_back(disbursement: &Disbursement, amount: Money, at: DateTime<Utc>) -> Option<Self> {
        Self::new(disbursement.expert_account_id, Source::Disbursement(disbursement.id), amount, at)
    }

    fn new(expert_account_id: AccountId, source: Source, amount: Money, available_at: DateTime<Utc>) -> Option<Self> {
        let id = EarningId::generate(available_at);
        (!amount.is_zero()).then_some(Self { id, expert_account_id, source, amount, available_at })
    }
}
