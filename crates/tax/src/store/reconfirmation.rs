use chrono::{DateTime, Utc};
use kernel::{AccountId, Dac7FormId, placeholders};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// Of a version `f`: whether it is the newest of its account that was approved and not sent back. An older approval
/// counts no more, and nobody is asked to confirm it.
const IS_NEWEST_APPROVED: &str = "f.state = 'approved' and not exists (
    select 1 from dac7_form newer
    where newer.account_id = f.account_id and newer.version > f.version and newer.state = 'approved')";

/// What waits until 36 months after its approval are over.
const TO_CONFIRM: &str = "f.expires_at is null";
/// What waits until its account has had time enough to confirm it.
const TO_EXPIRE: &str = "f.expires_at is not null and f.expired_at is null";

/// Those of `account_ids` that no approved version counts for (IQ-42).
pub async fn without_effective_form(
    db: &impl ConnectionTrait,
    account_ids: &[AccountId],
) -> Result<Vec<AccountId>, DbErr> {
    if account_ids.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, account_ids.len());
    let sql = format!(
        "select f.account_id from dac7_form f
         where f.account_id in ({places}) and f.expired_at is null and {IS_NEWEST_APPROVED}"
    );
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
    due(db, ("reconfirm_at", TO_CONFIRM), now, max).await
}

/// The earliest instant after `after` at which an account is to be asked.
pub async fn next_reconfirmation_due(
    db: &impl ConnectionTrait,
    after: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    next(db, ("reconfirm_at", TO_CONFIRM), after).await
}

/// The forms that nobody confirmed by `now`, in due order, at most `max`.
pub async fn expiries_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<Dac7FormId>, DbErr> {
    due(db, ("expires_at", TO_EXPIRE), now, max).await
}

/// The earliest instant after `after` at which a form expires.
pub async fn next_expiry_due(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
    next(db, ("expires_at", TO_EXPIRE), after).await
}

/// A column that holds due instants, and of which versions.
type DueColumn = (&'static str, &'static str);

async fn due(
    db: &impl ConnectionTrait,
    (column, wait): DueColumn,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<Dac7FormId>, DbErr> {
    let sql = format!(
        "select f.id from dac7_form f where f.{column} <= $1 and {wait} and {IS_NEWEST_APPROVED}
         order by f.{column}, f.id limit $2"
    );
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [now.into(), max.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

async fn next(
    db: &impl ConnectionTrait,
    (column, wait): DueColumn,
    after: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let sql = format!(
        "select f.{column} as due_at from dac7_form f where f.{column} > $1 and {wait} and {IS_NEWEST_APPROVED}
         order by f.{column} limit 1"
    );
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [after.into()])).await?;
    row.map(|row| row.try_get("", "due_at")).transpose()
}
