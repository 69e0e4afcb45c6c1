//! What falls due of the versions of a form: only of the newest of its account that was approved and not sent back. An
//! older approval counts no more, and nobody is asked or told about it.

use chrono::{DateTime, Utc};
use kernel::{Due, NextDue, Timer};
use sea_orm::{
    ConnectionTrait, DbErr, Statement, TryGetable,
    sea_query::{Expr, ExprTrait, Order, Query},
};

/// A column that holds due instants, and of which versions `t`.
#[derive(Clone, Copy)]
pub struct DueColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// Begins with [`newest_approved`].
    pub wait: &'static str,
}

impl DueColumn {
    /// The same clock, for lists of deadlines.
    pub const fn timer(self) -> Timer {
        Timer { table: self.table, running: self.wait, due: Due::At(self.column), parties: &["account_id"] }
    }
}

/// Of a version `t` of a table: whether it is the newest approved one of its account, and what else is wanted of it.
macro_rules! newest_approved {
    ($table:literal $(, $also:literal)?) => {
        concat!(
            "t.state = 'approved' and not exists (select 1 from ", $table, " newer
             where newer.account_id = t.account_id and newer.version > t.version and newer.state = 'approved')",
            $(" and ", $also)?
        )
    };
}
pub(super) use newest_approved;

/// What is due by `now`, in due order, at most `max`.
pub async fn due<I: TryGetable>(
    db: &impl ConnectionTrait,
    DueColumn { table, column, wait }: DueColumn,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<I>, DbErr> {
    let sql =
        format!("select t.id from {table} t where t.{column} <= $1 and {wait} order by t.{column}, t.id limit $2");
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [now.into(), max.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

/// The earliest instant after `after` at which something is due.
pub fn next(DueColumn { table, column, wait }: DueColumn, after: DateTime<Utc>) -> NextDue {
    let due_at = || Expr::col(("t", column));
    let mut next = Query::select();
    next.expr(due_at()).from_as(table, "t").and_where(due_at().gt(after)).and_where(Expr::cust(wait));
    NextDue::of_statement(next.order_by_expr(due_at(), Order::Asc).limit(1).take())
}
