use chrono::{DateTime, Utc};
use kernel::{FeeScheduleId, Money, Page, Slice};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, Statement, Value};

use super::{money, rate, unreadable};
use crate::{FeeBounds, FeeSchedule, FeeTerms};

/// The schedule that is in force at an instant; `None` if none covers it.
pub async fn fee_schedule_at(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Option<FeeSchedule>, DbErr> {
    let chosen = "select * from fee_schedule where valid_from_at <= $1
                  and (valid_until_at is null or valid_until_at > $1) order by valid_from_at desc limit 1";
    Ok(read(db, chosen, vec![at.into()]).await?.pop())
}

/// The schedules that begin by `until`.
pub async fn fee_schedules_until(db: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<Vec<FeeSchedule>, DbErr> {
    read(db, "select * from fee_schedule where valid_from_at <= $1", vec![until.into()]).await
}

pub async fn find_fee_schedule(db: &impl ConnectionTrait, id: FeeScheduleId) -> Result<Option<FeeSchedule>, DbErr> {
    Ok(read(db, "select * from fee_schedule where id = $1", vec![id.into()]).await?.pop())
}

/// All schedules, those that were added last first.
pub async fn fee_schedules(db: &impl ConnectionTrait, page: Page<FeeScheduleId>) -> Result<Slice<FeeSchedule>, DbErr> {
    let chosen = "select * from fee_schedule where cast($1 as uuid) is null or id < $1 order by id desc limit $2";
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(page.slice(read(db, chosen, vec![page.after.into(), limit.into()]).await?))
}

/// Writes it, if none begins at the same instant; `false`: one does, and stays.
pub async fn insert_fee_schedule_if_none(tx: &DatabaseTransaction, schedule: &FeeSchedule) -> Result<bool, DbErr> {
    let sql = "insert into fee_schedule (id, valid_from_at, valid_until_at, basis_points) values ($1, $2, $3, $4)
               on conflict (valid_from_at) do nothing";
    let basis_points = i32::from(schedule.terms.rate().basis_points());
    let FeeSchedule { id, valid_from_at, valid_until_at, .. } = *schedule;
    let values = [id.into(), valid_from_at.into(), valid_until_at.into(), basis_points.into()];
    let inserted = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    for bounds in schedule.terms.bounds() {
        insert_bounds(tx, id, bounds).await?;
    }
    Ok(true)
}

async fn insert_bounds(tx: &DatabaseTransaction, id: FeeScheduleId, bounds: &FeeBounds) -> Result<(), DbErr> {
    let sql =
        "insert into fee_bounds (fee_schedule_id, currency, minimum_minor, maximum_minor) values ($1, $2, $3, $4)";
    let minor = |amount: Option<Money>| amount.map(Money::minor);
    let (minimum, maximum) = (minor(bounds.minimum()), minor(bounds.maximum()));
    let values = [id.into(), bounds.currency().code().into(), minimum.into(), maximum.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// The schedules that `chosen` selects, the latest first.
async fn read(db: &impl ConnectionTrait, chosen: &str, values: Vec<Value>) -> Result<Vec<FeeSchedule>, DbErr> {
    let sql = format!(
        "select schedule.id, basis_points, valid_from_at, valid_until_at, currency, minimum_minor, maximum_minor
         from ({chosen}) schedule left join fee_bounds on fee_schedule_id = schedule.id
         order by schedule.id desc, currency"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    rows.chunk_by(|one, other| one.id == other.id).map(schedule).collect()
}

/// A schedule with the bounds of one currency, or with none.
#[derive(FromQueryResult)]
struct Row {
    id: FeeScheduleId,
    basis_points: i32,
    valid_from_at: DateTime<Utc>,
    valid_until_at: Option<DateTime<Utc>>,
    currency: Option<String>,
    minimum_minor: Option<i64>,
    maximum_minor: Option<i64>,
}

/// The rows of one schedule.
fn schedule(rows: &[Row]) -> Result<FeeSchedule, DbErr> {
    let first = rows.first().ok_or_else(|| DbErr::Type("a schedule without a row".to_owned()))?;
    let bounds = rows.iter().filter_map(|row| bounds(row).transpose()).collect::<Result<_, _>>()?;
    let terms = FeeTerms::new(rate(first.basis_points)?, bounds).map_err(|error| unreadable(&error))?;
    let Row { id, valid_from_at, valid_until_at, .. } = *first;
    Ok(FeeSchedule { id, terms, valid_from_at, valid_until_at })
}

fn bounds(row: &Row) -> Result<Option<FeeBounds>, DbErr> {
    let Some(currency) = &row.currency else { return Ok(None) };
    let [minimum, maximum] =
        [row.minimum_minor, row.maximum_minor].map(|minor| minor.map(|minor| money(minor, currency)).transpose());
    FeeBounds::new(minimum?, maximum?).map(Some).map_err(|error| unreadable(&error))
}
