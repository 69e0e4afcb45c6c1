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

/// Whether experts who live in `country` may register on that day (IQ-13).
pub async fn is_eligible(db: &impl ConnectionTrait, country: Country, on: NaiveDate) -> Result<bool, DbErr> {
    let sql = "select 1 from eligible_country
               where country = $1 and valid_from_on <= $2 and (valid_to_on is null or valid_to_on > $2)";
    let values = [country.into(), on.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(row.is_some())
}
