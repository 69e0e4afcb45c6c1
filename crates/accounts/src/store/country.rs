use chrono::NaiveDate;
use kernel::Country;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};

use crate::EligibleCountry;

/// Adds an entry; one that is there for the same first day is left as it is.
pub async fn insert_eligible_country(tx: &DatabaseTransaction, entry: &EligibleCountry) -> Result<(), DbErr> {
    let sql = "insert into eligible_country (country, valid_from_on, valid_to_on) values ($1, $2, $3)
               on conflict (country, valid_from_on) do nothing";
    let values = [entry.country.into(), entry.valid_from_on.into(), entry.valid_to_on.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// The countries whose experts may register on that day (IQ-13).
pub async fn eligible_countries(db: &impl ConnectionTrait, on: NaiveDate) -> Result<Vec<Country>, DbErr> {
    let sql = "select distinct country from eligible_country
               where valid_from_on <= $1 and (valid_to_on is null or valid_to_on > $1)";
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [on.into()])).await?;
    rows.iter().map(|row| row.try_get("", "country")).collect()
}
