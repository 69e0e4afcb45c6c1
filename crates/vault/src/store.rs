//! The data keys, and what is sealed with them wherever it lies.

mod resealing;

use kernel::{LockRows, SealedColumn};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryOrder, Statement,
    sea_query::OnConflict,
};

use crate::{
    DataKey,
    entity::{ActiveModel, Column, Entity},
};

pub use resealing::{count_to_reseal, reseal};

/// Every data key, the one that seals last.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<DataKey>, DbErr> {
    let keys = Entity::find().order_by_asc(Column::Number).all(db).await?;
    Ok(keys.into_iter().map(DataKey::from).collect())
}

/// As [`all`], and nobody else decides about them until the transaction ends.
pub async fn lock_all(tx: &DatabaseTransaction) -> Result<Vec<DataKey>, DbErr> {
    let keys = Entity::find().order_by_asc(Column::Number).lock_rows().all(tx).await?;
    Ok(keys.into_iter().map(DataKey::from).collect())
}

/// Keeps a new key. `false`: somebody else made one of that number first.
pub async fn insert(tx: &DatabaseTransaction, key: &DataKey) -> Result<bool, DbErr> {
    let row = ActiveModel { number: Set(key.number), created_at: Set(key.created_at), ..changeable_columns(key) };
    let first = OnConflict::column(Column::Number).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(first).exec_without_returning(tx).await? == 1)
}

/// Writes how it is wrapped, and how far it is spread.
pub async fn save(tx: &DatabaseTransaction, key: &DataKey) -> Result<(), DbErr> {
    let row = ActiveModel { number: Unchanged(key.number), ..changeable_columns(key) };
    row.update_without_returning(tx).await.map(drop)
}

/// Forgets a key with which nothing is sealed in any of these columns. `false`: something is.
pub async fn drop_unused(tx: &DatabaseTransaction, number: i64, columns: &[SealedColumn]) -> Result<bool, DbErr> {
    let is_unused = |column: &SealedColumn| {
        let table = column.table;
        format!(" and not exists (select 1 from {table} where {table}.sealed_by = data_key.number)")
    };
    let unused: String = columns.iter().map(is_unused).collect();
    let sql = format!("delete from data_key where number = $1{unused}");
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [number.into()]);
    Ok(tx.execute_raw(statement).await?.rows_affected() == 1)
}

fn changeable_columns(key: &DataKey) -> ActiveModel {
    ActiveModel {
        master: Set(key.master.clone()),
        wrapped: Set(key.wrapped.clone()),
        spread_at: Set(key.spread_at),
        ..Default::default()
    }
}
