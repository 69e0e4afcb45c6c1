use ::ledger::{AccountKind, Side, store};
use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::{money::Money, session::Session, user_error::answer};

/// What the books hold of an account in one currency, as payee and as customer.
#[derive(SimpleObject)]
pub struct Balances {
    /// What the next payout run may take.
    available: Money,
    /// On its way to the bank.
    in_transit: Money,
    /// The net of approved bills that is not collected yet. Not payable.
    unfunded: Money,
    /// What the account owes back as payee; later collections repay it first.
    owed_back: Money,
    /// What the account owes as customer on approved bills.
    payable: Money,
}

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

#[derive(Default)]
pub struct LedgerQueries;

#[Object]
impl LedgerQueries {
    /// What the books hold of one's own account, currency by currency. Needs `VIEW_MONEY`.
    async fn balances(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Balances>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let held = answer(app.balances(*actor).await)?;
        Ok(held.into_iter().map(Balances::from).collect())
    }

    /// The trial balance, from the entries alone: in each currency debits and credits come to the same. For staff
    /// with `READ_AUDIT`.
    async fn trial_balance(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TrialBalanceRow>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let rows = answer(app.trial_balance(*actor).await)?;
        Ok(rows.into_iter().map(TrialBalanceRow::from).collect())
    }
}

impl From<marketplace::Balances> for Balances {
    fn from(held: marketplace::Balances) -> Self {
        Self {
            available: held.available.into(),
            in_transit: held.in_transit.into(),
            unfunded: held.unfunded.into(),
            owed_back: held.owed_back.into(),
            payable: held.payable.into(),
        }
    }
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
