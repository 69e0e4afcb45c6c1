use ::ledger::store::Change;
use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use marketplace::AccountLine;

use super::subject::{bill, disbursement};
use crate::{disbursements::Disbursement, money::Money, payments::PaymentRequest, user_error::OrNull};

pub struct StatementLine(pub AccountLine);

/// What one event did to a balance: either an increase or a decrease.
#[Object]
impl StatementLine {
    /// Its place in the statement: 1, 2, 3 .. in the order of booking, without a gap.
    async fn number(&self) -> i64 {
        self.0.booked.number
    }

    /// What happened and to what, unique in all the books: `collect:col_…`. Staff find the whole posting by it.
    async fn reference(&self) -> &str {
        &self.0.booked.reference
    }

    /// When it took effect.
    async fn at(&self) -> DateTime<Utc> {
        self.0.booked.at
    }

    /// When it was booked: later than it took effect, where the platform learned of it later.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.booked.recorded_at
    }

    /// By how much the balance grew; null if it shrank.
    async fn increase(&self) -> Option<Money> {
        match self.0.booked.change {
            Change::Increase(amount) => Some(amount.into()),
            Change::Decrease(_) => None,
        }
    }

    /// By how much the balance shrank; null if it grew.
    async fn decrease(&self) -> Option<Money> {
        match self.0.booked.change {
            Change::Increase(_) => None,
            Change::Decrease(amount) => Some(amount.into()),
        }
    }

    /// The balance after it.
    async fn balance(&self) -> Money {
        self.0.booked.balance.into()
    }

    /// The bill that was approved, collected or refunded; null if it is about none.
    async fn payment_request(&self, ctx: &Context<'_>) -> OrNull<PaymentRequest> {
        bill(ctx, self.0.about).await
    }

    /// The disbursement that took the money or gave it back; null if it is about none.
    async fn disbursement(&self, ctx: &Context<'_>) -> OrNull<Disbursement> {
        disbursement(ctx, self.0.about).await
    }
}
