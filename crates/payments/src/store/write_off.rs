use chrono::{DateTime, Utc};
use kernel::ChargeId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use super::money;
use crate::{Split, WriteOff};

/// What was given up of a charge, from the first time to the last, whether it stands or not. Ask under the charge's
/// lock.
pub async fn write_offs(tx: &DatabaseTransaction, charge_id: ChargeId) -> Result<Vec<WriteOff>, DbErr> {
    let sql = "select * from write_off where charge_id = $1 order by number";
    let rows = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [charge_id.into()]));
    rows.await?.iter().map(write_off).collect()
}

pub async fn insert_write_off(tx: &DatabaseTransaction, write_off: &WriteOff) -> Result<(), DbErr> {
    let WriteOff { charge_id, number, split, reason, at, .. } = write_off;
    let sql = "insert into write_off
               (charge_id, number, currency, net_minor, fee_minor, tax_minor, reason, written_off_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        (*charge_id).into(),
        i32::from(*number).into(),
        split.net.currency().code().into(),
        split.net.minor().into(),
        split.fee.minor().into(),
        split.tax.minor().into(),
        reason.clone().into(),
        (*at).into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// Nothing of what was given up of a charge stands any more.
pub async fn undo_write_offs(tx: &DatabaseTransaction, charge_id: ChargeId, at: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update write_off set undone_at = $2 where charge_id = $1 and undone_at is null";
    let values = [charge_id.into(), at.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn write_off(row: &QueryResult) -> Result<WriteOff, DbErr> {
    let code: String = row.try_get("", "currency")?;
    let part = |column| money(row.try_get("", column)?, &code);
    let number: i32 = row.try_get("", "number")?;
    Ok(WriteOff {
        charge_id: row.try_get("", "charge_id")?,
        number: u16::try_from(number).map_err(|error| DbErr::Type(error.to_string()))?,
        split: Split { net: part("net_minor")?, fee: part("fee_minor")?, tax: part("tax_minor")? },
        reason: row.try_get("", "reason")?,
        at: row.try_get("", "written_off_at")?,
        undone_at: row.try_get("", "undone_at")?,
    })
}
