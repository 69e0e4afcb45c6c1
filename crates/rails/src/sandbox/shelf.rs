use chrono::{DateTime, Utc};
use kernel::{Money, placeholders};
use marketplace::{Outcome, ProviderEvent};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, ExecResult, QueryResult, Statement, Value};

/// A table of what the sandbox's provider was asked, once a key.
pub struct Shelf {
    db: DatabaseConnection,
    table: &'static str,
}

/// One row: what was asked, and what becomes of it.
pub struct Kept {
    pub key: String,
    /// `None`: nothing was asked, and the key is refused.
    pub token: Option<String>,
    pub amount: Money,
    /// `None`: answered at once, and never reported.
    pub reported_at: Option<DateTime<Utc>>,
    pub failure: Option<String>,
}

impl Shelf {
    pub const fn payments(db: DatabaseConnection) -> Self {
        Self { db, table: "sandbox_payment" }
    }

    pub const fn refunds(db: DatabaseConnection) -> Self {
        Self { db, table: "sandbox_refund" }
    }

    pub async fn find(&self, key: &str) -> Result<Option<Kept>, DbErr> {
        let rows = self.rows(format!("select * from {} where key = $1", self.table), [key.into()]).await?;
        rows.first().map(Kept::of).transpose()
    }

    /// Keeps what was asked. `false`: something else is kept under its key already, and stays.
    pub async fn keep(&self, kept: Kept, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let sql = format!(
            "insert into {} (key, external_id, token, currency, amount_minor, asked_at, reported_at, failure)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict do nothing", // The external id follows from the key: PostgreSQL may meet it first.
            self.table
        );
        let (currency, amount) = (kept.amount.currency().code(), kept.amount.minor());
        let values: [Value; 8] = [
            kept.key.as_str().into(),
            external_id(&kept.key).into(),
            kept.token.into(),
            currency.into(),
            amount.into(),
            now.into(),
            kept.reported_at.into(),
            kept.failure.into(),
        ];
        Ok(self.run(sql, values).await?.rows_affected() == 1)
    }

    /// What has not come comes with another amount.
    pub async fn expect_less(&self, key: &str, amount: Money, now: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = format!("update {} set amount_minor = $2 where key = $1 and reported_at > $3", self.table);
        self.run(sql, [key.into(), amount.minor().into(), now.into()]).await.map(drop)
    }

    /// What has not come does not come any more.
    pub async fn forget(&self, key: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = format!("delete from {} where key = $1 and reported_at > $2", self.table);
        self.run(sql, [key.into(), now.into()]).await.map(drop)
    }

    /// The next instant after `after` at which there is something to report.
    pub async fn next_due(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let table = self.table;
        let sql = format!("select reported_at from {table} where reported_at > $1 order by reported_at limit 1");
        self.rows(sql, [after.into()]).await?.first().map(|row| row.try_get("", "reported_at")).transpose()
    }

    /// What is reported after `since` and until `until`, in order; `done` is what it says of what came to a good end.
    pub async fn reports(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
        done: impl Fn(Money) -> Outcome,
    ) -> Result<Vec<ProviderEvent>, DbErr> {
        let table = self.table;
        let range = "reported_at > $1 and reported_at <= $2";
        let sql = format!("select * from {table} where {range} order by reported_at, key");
        self.rows(sql, [since.into(), until.into()]).await?.iter().map(|row| event(row, &done)).collect()
    }

    /// What came, or comes, to a good end of what was asked with one of these tokens, in order.
    pub async fn of_tokens<const N: usize>(&self, tokens: [&str; N]) -> Result<Vec<Kept>, DbErr> {
        let (table, places) = (self.table, placeholders(1, N));
        let sql = format!(
            "select * from {table} where token in ({places}) and failure is null and reported_at is not null
             order by reported_at, key"
        );
        self.rows(sql, tokens.map(Value::from)).await?.iter().map(Kept::of).collect()
    }

    async fn run<const N: usize>(&self, sql: String, values: [Value; N]) -> Result<ExecResult, DbErr> {
        self.db.execute_raw(Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)).await
    }

    async fn rows<const N: usize>(&self, sql: String, values: [Value; N]) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)).await
    }
}

impl Kept {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        let code: String = row.try_get("", "currency")?;
        let amount = Money::from_columns(row.try_get("", "amount_minor")?, &code);
        Ok(Self {
            key: row.try_get("", "key")?,
            token: row.try_get("", "token")?,
            amount: amount.map_err(|error| DbErr::Type(error.to_string()))?,
            reported_at: row.try_get("", "reported_at")?,
            failure: row.try_get("", "failure")?,
        })
    }
}

/// What the provider calls the event of a key.
pub fn external_id(key: &str) -> String {
    format!("sandbox_{key}")
}

fn event(row: &QueryResult, done: impl Fn(Money) -> Outcome) -> Result<ProviderEvent, DbErr> {
    let (external_id, kept) = (row.try_get("", "external_id")?, Kept::of(row)?);
    let at = kept.reported_at.ok_or_else(|| DbErr::Type(format!("{} is reported at no time", kept.key)))?;
    let outcome = kept.failure.map_or_else(|| done(kept.amount), |reason| Outcome::Failed { reason });
    Ok(ProviderEvent { external_id, reference: kept.key, at, outcome })
}
