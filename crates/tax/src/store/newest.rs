//! What falls due of the versions of a form: only of the newest of its account that was approved and not sent back. An
//! older approval counts no more, and nobody is asked or told about it.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, TryGetable};

/// A column that holds due instants, and of which versions `f`.
#[derive(Clone, Copy)]
pub struct DueColumn {
    pub table: &'static str,
    pub column: &'static str,
    pub wait: &'static str,
}

/// Of a version `f` of a table: whether it is the newest approved one of its account.
pub fn is_newest_approved(table: &str) -> String {
    format!(
        "f.state = 'approved' and not exists (
            select 1 from {table} newer
            where newer.account_id = f.account_id and newer.version > f.version and newer.state = 'approved')"
    )
}

/// What is due by `now`, in due order, at most `max`.
pub async fn due<I: TryGetable>(
    db: &impl ConnectionTrait,
    DueColumn { table, column, wait }: DueColumn,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<I>, DbErr> {
    let newest = is_newest_approved(table);
    let sql = format!(
        "select f.id from {table} f where f.{column} <= $1 and {wait} and {newest} order by f.{column}, f.id limit $2"
    );
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [now.into(), max.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

/// The earliest instant after `after` at which something is due.
pub async fn next(
    db: &impl ConnectionTrait,
    DueColumn { table, column, wait }: DueColumn,
    after: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let newest = is_newest_approved(table);
    let sql = format!(
        "select f.{column} as due_at from {table} f where f.{column} > $1 and {wait} and {newest}
         order by f.{column} limit 1"
    );
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [after.into()])).await?;
    row.map(|row| row.try_get("", "due_at")).transpose()
}
