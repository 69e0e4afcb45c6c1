//! The requests of which those who look for such were not told yet.

use chrono::{DateTime, Utc};
use kernel::CustomerRequestId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

/// The first of them, in the order in which they came to be searched.
pub async fn fresh_requests(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<CustomerRequestId>, DbErr> {
    let sql = "select customer_request_id from customer_request_text where fresh_since is not null
               order by number limit $1";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [limit.into()])).await?;
    rows.iter().map(|row| row.try_get("", "customer_request_id")).collect()
}

/// Takes one, and says since when it is news; it is none any more. `None`: somebody else took it, or nobody finds it now.
pub async fn take_fresh_request(
    tx: &DatabaseTransaction,
    id: CustomerRequestId,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let lock = if tx.get_database_backend() == DbBackend::Postgres { "for update" } else { "" };
    let sql = format!(
        "select fresh_since from customer_request_text where customer_request_id = $1 and fresh_since is not null {lock}"
    );
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    set_fresh(tx, id, None).await?;
    row.try_get("", "fresh_since").map(Some)
}

/// What it asks is news from now on. Where nobody finds it, it is none.
pub async fn freshen_request(tx: &DatabaseTransaction, id: CustomerRequestId, now: DateTime<Utc>) -> Result<(), DbErr> {
    set_fresh(tx, id, Some(now)).await
}

async fn set_fresh(tx: &DatabaseTransaction, id: CustomerRequestId, since: Option<DateTime<Utc>>) -> Result<(), DbErr> {
    let sql = "update customer_request_text set fresh_since = $2 where customer_request_id = $1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into(), since.into()]);
    tx.execute_raw(statement).await.map(drop)
}
