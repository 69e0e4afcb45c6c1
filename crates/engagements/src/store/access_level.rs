use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use crate::AccessLevel;

/// All levels, by their names.
pub async fn access_levels(db: &impl ConnectionTrait) -> Result<Vec<AccessLevel>, DbErr> {
    let sql = "select name, description, includes from access_level order by name";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(level).collect()
}

pub async fn find_access_level(db: &impl ConnectionTrait, name: &str) -> Result<Option<AccessLevel>, DbErr> {
    let sql = "select name, description, includes from access_level where name = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [name.into()])).await?;
    row.as_ref().map(level).transpose()
}

/// Writes a level, unless there is one of that name: what the operator made of it since is left alone.
pub async fn insert_access_level(tx: &DatabaseTransaction, level: &AccessLevel) -> Result<(), DbErr> {
    let sql = "insert into access_level (name, description, includes) values ($1, $2, $3)
               on conflict (name) do nothing";
    let values = [level.name.as_str().into(), level.description.as_str().into(), level.includes.join(" ").into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn level(row: &QueryResult) -> Result<AccessLevel, DbErr> {
    let includes: String = row.try_get("", "includes")?;
    Ok(AccessLevel {
        name: row.try_get("", "name")?,
        description: row.try_get("", "description")?,
        includes: includes.split_ascii_whitespace().map(str::to_owned).collect(),
    })
}
