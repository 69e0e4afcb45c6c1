use ::ledger::AccountKind;
use async_graphql::{Enum, SimpleObject};

use crate::money::Money;

/// What the books hold of an account in one currency, as payee and as customer.
#[derive(SimpleObject)]
pub struct Balances {
    /// Collected, and held for a while before it is available.
    pending: Money,
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
    /// The account's own money with the operator as customer: it paid too much, or a refund could not be sent.
    credit: Money,
}

/// One kind of an account's money: the fields of `Balances`.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum BalanceKind {
    /// As payee: collected, and held for a while before it is available.
    Pending,
    /// As payee: what the next payout run may take.
    Available,
    /// As payee: on its way to the bank.
    InTransit,
    /// As payee: the net of approved bills that is not collected yet.
    Unfunded,
    /// As payee: what the account owes back.
    OwedBack,
    /// As customer: what the account owes on approved bills.
    Payable,
    /// As customer: the account's own money with the operator.
    Credit,
}

impl From<marketplace::Balances> for Balances {
    fn from(held: marketplace::Balances) -> Self {
        Self {
            pending: held.pending.into(),
            available: held.available.into(),
            in_transit: held.in_transit.into(),
            unfunded: held.unfunded.into(),
            owed_back: held.owed_back.into(),
            payable: held.payable.into(),
            credit: held.credit.into(),
        }
    }
}

impl From<BalanceKind> for AccountKind {
    fn from(kind: BalanceKind) -> Self {
        match kind {
            BalanceKind::Pending => Self::ExpertPending,
            BalanceKind::Available => Self::ExpertAvailable,
            BalanceKind::InTransit => Self::ExpertInTransit,
            BalanceKind::Unfunded => Self::ExpertUnfunded,
            BalanceKind::OwedBack => Self::ExpertReceivable,
            BalanceKind::Payable => Self::BuyerReceivable,
            BalanceKind::Credit => Self::BuyerCredit,
        }
    }
}
