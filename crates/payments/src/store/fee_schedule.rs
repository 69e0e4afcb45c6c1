use chrono::{DateTime, Utc};
use kernel::{FeeRate, FeeScheduleId, Page, Slice};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use super::rate;
use crate::FeeSchedule;

/// The platform's rate at an instant; `None` if no schedule covers it.
pub async fn fee_rate(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Option<FeeRate>, DbErr> {
    let sql = "select basis_points from fee_schedule where valid_from_at <= $1 order by valid_from_at desc limit 1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [at.into()])).await?;
    row.map(|row| rate(row.try_get("", "basis_points")?)).transpose()
}

/// The schedules that begin by `until`, the latest first: the first that has begun at an instant is in force at it.
pub async fn fee_schedules_until(db: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<Vec<FeeSchedule>, DbErr> {
    let sql = "select id, basis_points, valid_from_at from fee_schedule where valid_from_at <= $1
               order by valid_from_at desc";
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [until.into()])).await?;
    rows.iter().map(schedule).collect()
}

pub async fn find_fee_schedule(db: &impl ConnectionTrait, id: FeeScheduleId) -> Result<Option<FeeSchedule>, DbErr> {
    let sql = "select id, basis_points, valid_from_at from fee_schedule where id = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()])).await?;
    row.as_ref().map(schedule).transpose()
}

/// All schedules, those that were added last first.
pub async fn fee_schedules(db: &impl ConnectionTrait, page: Page<FeeScheduleId>) -> Result<Slice<FeeSchedule>, DbErr> {
    let sql = "select id, basis_points, valid_from_at from fee_schedule
               where cast($1 as uuid) is null or id < $1
               order by id desc limit $2";
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [page.after.into(), limit.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(page.slice(rows.iter().map(schedule).collect::<Result<_, _>>()?))
}

/// Writes it, if none begins at the same instant; `false`: one does, and stays.
pub async fn insert_fee_schedule_if_none(tx: &DatabaseTransaction, schedule: &FeeSchedule) -> Result<bool, DbErr> {
    let sql = "insert into fee_schedule (id, valid_from_at, basis_points) values ($1, $2, $3)
               on conflict (valid_from_at) do nothing";
    let basis_points = i32::from(schedule.rate.basis_points());
    let values = [schedule.id.into(), schedule.valid_from_at.into(), basis_points.into()];
    let inserted = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(inserted.rows_affected() == 1)
}

fn schedule(row: &QueryResult) -> Result<FeeSchedule, DbErr> {
    Ok(FeeSchedule {
        id: row.try_get("", "id")?,
        rate: rate(row.try_get("", "basis_points")?)?,
        valid_from_at: row.try_get("", "valid_from_at")?,
    })
}
