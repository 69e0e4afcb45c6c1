use chrono::{DateTime, Utc};
use kernel::{ChargeId, NextDue, placeholders};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement,
    sea_query::{Expr, ExprTrait, Order, Query},
};

use super::money;
use crate::{AttemptKey, AttemptState, ChargeAttempt};

/// The attempts at several charges, each charge's from the first to the last.
pub async fn attempts(db: &impl ConnectionTrait, charges: &[ChargeId]) -> Result<Vec<ChargeAttempt>, DbErr> {
    if charges.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, charges.len());
    let sql = format!("select * from charge_attempt where charge_id in ({places}) order by number");
    let charges = charges.iter().map(|id| (*id).into());
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, charges)).await?;
    rows.iter().map(attempt).collect()
}

pub async fn find_attempt(db: &impl ConnectionTrait, key: AttemptKey) -> Result<Option<ChargeAttempt>, DbErr> {
    let attempts = attempts(db, &[key.charge_id]).await?;
    Ok(attempts.into_iter().find(|attempt| attempt.key == key))
}

/// The attempts whose outcome we have not known since `since` or longer, because no answer came or it left the
/// outcome open: oldest first, at most `max`.
pub async fn open_attempts(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
    max: u64,
) -> Result<Vec<AttemptKey>, DbErr> {
    let sql = "select charge_id, number from charge_attempt
               where state in ('begun', 'unknown') and coalesce(answered_at, begun_at) <= $1
               order by coalesce(answered_at, begun_at), charge_id limit $2";
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [since.into(), max.into()]);
    db.query_all_raw(statement).await?.iter().map(key).collect()
}

/// The earliest instant after `after` since which we do not know the outcome of an attempt.
pub fn next_open_since(after: DateTime<Utc>) -> NextDue {
    let since = || Expr::cust("coalesce(answered_at, begun_at)");
    let mut next = Query::select();
    next.expr(since()).from("charge_attempt").and_where(Expr::cust("state in ('begun', 'unknown')"));
    NextDue::of_statement(next.and_where(since().gt(after)).order_by_expr(since(), Order::Asc).limit(1).take())
}

pub async fn insert_attempt(tx: &DatabaseTransaction, attempt: &ChargeAttempt) -> Result<(), DbErr> {
    let sql = "insert into charge_attempt (charge_id, number, currency, amount_minor, begun_at, state)
               values ($1, $2, $3, $4, $5, 'begun')";
    let values = [
        attempt.key.charge_id.into(),
        i32::from(attempt.key.number).into(),
        attempt.amount.currency().code().into(),
        attempt.amount.minor().into(),
        attempt.begun_at.into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// Writes what became of an attempt. An outcome stays, whatever is said later; only money that comes after all
/// corrects it.
pub async fn save_attempt(tx: &DatabaseTransaction, key: AttemptKey, state: &AttemptState) -> Result<(), DbErr> {
    let (name, at, reason) = match state {
        AttemptState::Begun => return Ok(()), // As inserted; no step leads back to it.
        AttemptState::Processing { at } => ("processing", at, None),
        AttemptState::Unknown { at } => ("unknown", at, None),
        AttemptState::Failed { at, reason } => ("failed", at, Some(reason.clone())),
        AttemptState::Collected { at } => ("collected", at, None),
    };
    let sql = "update charge_attempt set state = $3, answered_at = $4, reason = $5
               where charge_id = $1 and number = $2
                 and (state in ('begun', 'processing', 'unknown') or $3 = 'collected')";
    let values = [key.charge_id.into(), i32::from(key.number).into(), name.into(), (*at).into(), reason.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn attempt(row: &QueryResult) -> Result<ChargeAttempt, DbErr> {
    let code: String = row.try_get("", "currency")?;
    let amount = money(row.try_get("", "amount_minor")?, &code)?;
    Ok(ChargeAttempt { key: key(row)?, amount, begun_at: row.try_get("", "begun_at")?, state: state(row)? })
}

fn key(row: &QueryResult) -> Result<AttemptKey, DbErr> {
    let number: i32 = row.try_get("", "number")?;
    let number = u16::try_from(number).map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(AttemptKey { charge_id: row.try_get("", "charge_id")?, number })
}

fn state(row: &QueryResult) -> Result<AttemptState, DbErr> {
    let name: String = row.try_get("", "state")?;
    let at = || row.try_get("", "answered_at");
    Ok(match name.as_str() {
        "begun" => AttemptState::Begun,
        "processing" => AttemptState::Processing { at: at()? },
        "unknown" => AttemptState::Unknown { at: at()? },
        "failed" => AttemptState::Failed { at: at()?, reason: row.try_get("", "reason")? },
        "collected" => AttemptState::Collected { at: at()? },
        other => return Err(DbErr::Type(format!("an attempt is in the unknown state {other}"))),
    })
}
