use ::ledger::{AccountKind, Side, store};
use async_graphql::{Enum, SimpleObject};

use crate::money::Money;

/// What the accounts of one kind hold together in one currency: in one of the two columns, the other is zero.
#[derive(SimpleObject)]
pub struct TrialBalanceRow {
    /// The kind's lasting name: `expert_available`.
    kind: &'static str,
    /// Where accounts of the kind grow.
    side: LedgerSide,
    debit: Money,
    credit: Money,
}

/// The two sides of an account.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum LedgerSide {
    Debit,
    Credit,
}

impl From<store::TrialBalanceRow> for TrialBalanceRow {
    fn from(row: store::TrialBalanceRow) -> Self {
        let (kind, side) = (AccountKind::name(row.kind), row.kind.side().into());
        Self { kind, side, debit: row.debit.into(), credit: row.credit.into() }
    }
}

impl From<Side> for LedgerSide {
    fn from(side: Side) -> Self {
        match side {
            Side::Debit => Self::Debit,
            Side::Credit => Self::Credit,
        }
    }
}
