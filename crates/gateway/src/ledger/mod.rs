//! What the books tell.

mod balances;
mod billing_event;
mod statement;
mod subject;
mod transaction;
mod trial_balance;

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};

pub use self::{
    balances::{BalanceKind, Balances},
    billing_event::{BillingEvent, BillingEventAction, BillingEventType},
    statement::StatementLine,
    transaction::LedgerTransaction,
    trial_balance::TrialBalanceRow,
};
use crate::{
    connection::{Connection, connection, page},
    money::CurrencyCode,
    session::Session,
    user_error::answer,
};

const BILLING_EVENTS: &str = "billingEvents";
const STATEMENT: &str = "statement";
const TRANSACTIONS: &str = "ledgerTransactions";

#[derive(Default)]
pub struct LedgerQueries;

#[Object]
impl LedgerQueries {
    /// What the books hold of one's own account, currency by currency. Needs `VIEW_MONEY`.
    async fn balances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What had taken effect by this instant, whenever it was booked; everything if not given.")]
        at: Option<DateTime<Utc>>,
    ) -> async_graphql::Result<Vec<Balances>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let held = answer(app.balances(*actor, at).await)?;
        Ok(held.into_iter().map(Balances::from).collect())
    }

    /// What was invoiced, collected, given back and paid out to one's own account, the oldest first: the feed for its own
    /// bookkeeping. What was told never changes, and nothing is ever put before it, so whoever reads on after the last
    /// cursor misses nothing. A line comes within a sweep of what it tells. Needs `VIEW_MONEY`.
    async fn billing_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<BillingEvent>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.billing_feed(*actor, page(BILLING_EVENTS, first, after.as_deref())?).await };
        Ok(connection(BILLING_EVENTS, answer(found.await)?, |line| line.place, BillingEvent))
    }

    /// What happened to one's own money of one kind in one currency, what was booked last first, each with the balance
    /// after it. Needs `VIEW_MONEY`.
    async fn statement(
        &self,
        ctx: &Context<'_>,
        balance: BalanceKind,
        currency: CurrencyCode,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<StatementLine>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page(STATEMENT, first, after.as_deref())?;
            app.account_statement(*actor, (balance.into(), currency.0), page).await
        };
        Ok(connection(STATEMENT, answer(found.await)?, |line| line.booked.number, StatementLine))
    }

    /// What is booked, leg by leg, the last first. For staff with `READ_AUDIT`.
    async fn ledger_transactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is booked under this reference: `collect:col_…`.")] reference: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<LedgerTransaction>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page(TRANSACTIONS, first, after.as_deref())?;
            app.ledger_transactions(*actor, reference.as_deref(), page).await
        };
        Ok(connection(TRANSACTIONS, answer(found.await)?, |booked| booked.id, LedgerTransaction))
    }

    /// The trial balance, from the entries alone: in each currency debits and credits come to the same. For staff
    /// with `READ_AUDIT`.
    async fn trial_balance(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Of what had taken effect by this instant, whenever it was booked; of everything if not given."
        )]
        at: Option<DateTime<Utc>>,
    ) -> async_graphql::Result<Vec<TrialBalanceRow>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let rows = answer(app.trial_balance(*actor, at).await)?;
        Ok(rows.into_iter().map(TrialBalanceRow::from).collect())
    }
}
