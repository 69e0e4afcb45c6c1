use chrono::{DateTime, Utc};
use kernel::{AccountId, Dac7FormId, NextDue, placeholders};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use super::newest::{DueColumn, due, newest_approved, next};

/// What waits until 36 months after its approval are over.
pub const TO_CONFIRM: DueColumn = DueColumn {
    table: "dac7_form",
    column: "reconfirm_at",
    wait: newest_approved!("dac7_form", "t.expires_at is null"),
};
/// What waits until its account has had time enough to confirm it.
pub const TO_EXPIRE: DueColumn = DueColumn {
    table: "dac7_form",
    column: "expires_at",
    wait: newest_approved!("dac7_form", "t.expires_at is not null and t.expired_at is null"),
};
const NEWEST: &str = newest_approved!("dac7_form", "t.expired_at is null");

/// Those of `account_ids` that no approved version counts for (IQ-42).
pub async fn without_effective_form(
    db: &impl ConnectionTrait,
    account_ids: &[AccountId],
) -> Result<Vec<AccountId>, DbErr> {
    if account_ids.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, account_ids.len());
    let sql = format!("select t.account_id from dac7_form t where t.account_id in ({places}) and {NEWEST}");
    let values = account_ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let with: Vec<AccountId> = rows.iter().map(|row| row.try_get("", "account_id")).collect::<Result<_, _>>()?;
    Ok(account_ids.iter().copied().filter(|id| !with.contains(id)).collect())
}

/// The forms whose account is to be asked to confirm them by `now`, in due order, at most `max`.
pub async fn reconfirmations_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<Dac7FormId>, DbErr> {
    due(db, TO_CONFIRM, now, max).await
}

/// The earliest instant after `after` at which an account is to be asked.
pub fn next_reconfirmation_due(after: DateTime<Utc>) -> NextDue {
    next(TO_CONFIRM, after)
}

/// The forms that nobody confirmed by `now`, in due order, at most `max`.
pub async fn expiries_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<Dac7FormId>, DbErr> {
    due(db, TO_EXPIRE, now, max).await
}

/// The earliest instant after `after` at which a form expires.
pub fn next_expiry_due(after: DateTime<Utc>) -> NextDue {
    next(TO_EXPIRE, after)
}
