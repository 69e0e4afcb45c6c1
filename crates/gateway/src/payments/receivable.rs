use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::LedgerAccountId;
use ledger::store::Held;
use marketplace::{Error, WriteOffReceivable};

use crate::{
    accounts::Account,
    connection::{Connection, connection, page},
    loaders::load_kept,
    money::{Money, MoneyInput},
    session::Session,
    user_error::answer,
};

const RECEIVABLES: &str = "receivables";

payload!(ReceivableWriteOffPayload { receivable_write_off: ReceivableWriteOff });

/// What a payee need not give back any more, and why.
#[derive(InputObject)]
pub struct ReceivableWriteOffInput {
    /// The payee: see `receivables`.
    account_id: ID,
    /// What is given up: all that is owed, or a part of it.
    amount: MoneyInput,
    /// What is owed, typed once more.
    owed: MoneyInput,
    /// For the payee: 1 to 500 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

pub struct ReceivableWriteOff(::payments::ReceivableWriteOff);

/// What staff gave up of what a payee owed back: the operator loses it.
#[Object]
impl ReceivableWriteOff {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The payee.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.payee_account_id).await.map(Account)
    }

    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What the payee owed before it.
    async fn owed(&self) -> Money {
        self.0.owed.into()
    }

    async fn reason(&self) -> &str {
        &self.0.reason
    }

    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}

pub struct Receivable(Held);

/// What a payee owes back in one currency: the next collections repay it, and nothing is paid out before.
#[Object]
impl Receivable {
    /// The payee.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.owner).await.map(Account)
    }

    async fn amount(&self) -> Money {
        self.0.amount.into()
    }
}

#[derive(Default)]
pub struct ReceivableQueries;

#[Object]
impl ReceivableQueries {
    /// What payees owe back: refunds and chargebacks of what they were paid already. For staff with `WRITE_OFF`.
    async fn receivables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Receivable>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<LedgerAccountId>(RECEIVABLES, first, after.as_deref())?;
            app.receivables(*actor, page).await
        };
        Ok(connection(RECEIVABLES, answer(found.await)?, |held| held.id, Receivable))
    }
}

#[derive(Default)]
pub struct ReceivableMutations;

#[Object]
impl ReceivableMutations {
    /// Give up what a payee owes back, all of it or a part. For staff with `WRITE_OFF`.
    async fn receivable_write_off(
        &self,
        ctx: &Context<'_>,
        input: ReceivableWriteOffInput,
    ) -> async_graphql::Result<ReceivableWriteOffPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let given_up = async { app.write_off_receivable(*actor, input.try_into()?).await };
        ReceivableWriteOffPayload::from_result(given_up.await)
    }
}

impl From<::payments::ReceivableWriteOff> for ReceivableWriteOff {
    fn from(given_up: ::payments::ReceivableWriteOff) -> Self {
        Self(given_up)
    }
}

impl TryFrom<ReceivableWriteOffInput> for WriteOffReceivable {
    type Error = Error;

    fn try_from(input: ReceivableWriteOffInput) -> Result<Self, Error> {
        let ReceivableWriteOffInput { account_id, amount, owed, reason, idempotency_key } = input;
        let (payee_account_id, amount, owed) = (account_id.parse()?, amount.try_into()?, owed.try_into()?);
        Ok(Self { payee_account_id, amount, owed, reason, idempotency_key })
    }
}
