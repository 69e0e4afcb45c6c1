use kernel::{Place, Sealed, SealedColumn, SealedKind, Vault, VaultError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value, prelude::Uuid};

use crate::Resealed;

/// Of a column, the values that lie in clear, or were sealed before key `$1`.
fn old(SealedColumn { table, name, .. }: SealedColumn) -> String {
    format!("from {table} where {name} is not null and (sealed_by is null or sealed_by < $1)")
}

/// How many values of a column are not sealed with the newest key.
pub async fn count_to_reseal(db: &impl ConnectionTrait, column: SealedColumn, newest: i64) -> Result<u64, DbErr> {
    let sql = format!("select count(*) as old {}", old(column));
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [newest.into()])).await?;
    let old: i64 = row.map(|row| row.try_get("", "old")).transpose()?.unwrap_or_default();
    u64::try_from(old).map_err(|error| DbErr::Type(error.to_string()))
}

/// Seals a batch of old values of a column anew, those of the first rows after `after`. A row that somebody else holds
/// is left for another time, so that nobody waits for the other and nothing is overwritten. A value that cannot be
/// opened stays as it is, is told to the log, and keeps its key.
pub async fn reseal(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    (column, newest): (SealedColumn, i64),
    after: Option<Uuid>,
    max: u32,
) -> Result<Resealed, VaultError> {
    let mut resealed = Resealed::default();
    for row in batch(tx, (column, newest), after, max).await? {
        let place = column.at(row.try_get("", "id")?);
        resealed.last = Some(place.row);
        match clear(vault, place, &row).await {
            Ok(clear) => {
                write(tx, place, &vault.seal(place, &clear)?).await?;
                resealed.done = resealed.done.saturating_add(1);
            }
            Err(error @ (VaultError::Unreadable(_) | VaultError::KeyMissing { .. })) => {
                tracing::error!("{error}");
                resealed.unreadable = resealed.unreadable.saturating_add(1);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(resealed)
}

async fn batch(
    tx: &DatabaseTransaction,
    (column, newest): (SealedColumn, i64),
    after: Option<Uuid>,
    max: u32,
) -> Result<Vec<QueryResult>, DbErr> {
    // On SQLite nobody else writes while this transaction lasts.
    let is_postgres = tx.get_database_backend() == DbBackend::Postgres;
    let lock = if is_postgres { "for no key update skip locked" } else { "" };
    let (old, name) = (old(column), column.name);
    let sql = format!("select id, {name} as sealed, sealed_by {old} and id > $2 order by id limit $3 {lock}");
    let values: [Value; 3] = [newest.into(), after.unwrap_or_default().into(), i64::from(max).into()];
    tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await
}

async fn clear(vault: &dyn Vault, place: Place, row: &QueryResult) -> Result<Vec<u8>, VaultError> {
    let bytes: Vec<u8> = match place.column.kind {
        SealedKind::Text => row.try_get::<String>("", "sealed")?.into_bytes(),
        SealedKind::Bytes => row.try_get("", "sealed")?,
    };
    match row.try_get::<Option<i64>>("", "sealed_by")? {
        None => Ok(bytes), // From before there were keys.
        by @ Some(_) => vault.open(place, &Sealed::stored_bytes(place, bytes, by)?).await,
    }
}

async fn write(tx: &DatabaseTransaction, place: Place, sealed: &Sealed) -> Result<(), DbErr> {
    let SealedColumn { table, name, kind } = place.column;
    let value: Value = match kind {
        SealedKind::Text => sealed.text.clone().into(),
        SealedKind::Bytes => sealed.text.clone().into_bytes().into(),
    };
    let sql = format!("update {table} set {name} = $1, sealed_by = $2 where id = $3");
    let values = [value, sealed.key.into(), place.row.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}
