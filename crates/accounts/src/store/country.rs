use kernel::Country;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use crate::EligibleCountry;

/// Adds an entry; one that is there for the same first day is left as it is.
pub async fn insert_eligible_country(tx: &DatabaseTransaction, entry: &EligibleCountry) -> Result<(), DbErr> {
    let sql = "insert into eligible_country (country, checks_companies, valid_from_on, valid_to_on)
               values ($1, $2, $3, $4)
               on conflict (country, valid_from_on) do nothing";
    let EligibleCountry { country, checks_companies, valid_from_on, valid_to_on } = *entry;
    let values = [country.into(), checks_companies.into(), valid_from_on.into(), valid_to_on.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// The whole list, country by country in the order of their codes and days: a few hundred entries.
pub async fn countries(db: &impl ConnectionTrait) -> Result<Vec<EligibleCountry>, DbErr> {
    let sql = "select * from eligible_country order by country, valid_from_on";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(entry).collect()
}

/// What the list holds for a country, in the order of the days.
pub async fn entries_of(db: &impl ConnectionTrait, country: Country) -> Result<Vec<EligibleCountry>, DbErr> {
    let sql = "select * from eligible_country where country = $1 order by valid_from_on";
    let values = [country.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(entry).collect()
}

/// Locks the list for a decision, which it rarely is for: a country without an entry has no row of its own to lock.
pub async fn lock_countries(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let sql = "update eligible_country set valid_to_on = valid_to_on";
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map(drop)
}

/// Writes what the list holds for a country from now on.
pub async fn save_entries(
    tx: &DatabaseTransaction,
    country: Country,
    entries: &[EligibleCountry],
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let delete = "delete from eligible_country where country = $1";
    tx.execute_raw(Statement::from_sql_and_values(backend, delete, [country.into()])).await?;
    for entry in entries {
        insert_eligible_country(tx, entry).await?;
    }
    Ok(())
}

fn entry(row: &QueryResult) -> Result<EligibleCountry, DbErr> {
    Ok(EligibleCountry {
        country: row.try_get("", "country")?,
        checks_companies: row.try_get("", "checks_companies")?,
        valid_from_on: row.try_get("", "valid_from_on")?,
        valid_to_on: row.try_get("", "valid_to_on")?,
    })
}
