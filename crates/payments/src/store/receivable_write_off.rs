use kernel::ReceivableWriteOffId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use super::money;
use crate::ReceivableWriteOff;

pub async fn find_receivable_write_off(
    db: &impl ConnectionTrait,
    id: ReceivableWriteOffId,
) -> Result<ReceivableWriteOff, DbErr> {
    let sql = "select * from receivable_write_off where id = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()])).await?;
    given_up(&row.ok_or_else(|| DbErr::RecordNotFound(id.to_string()))?)
}

pub async fn insert_receivable_write_off(tx: &DatabaseTransaction, given_up: &ReceivableWriteOff) -> Result<(), DbErr> {
    let ReceivableWriteOff { id, payee_account_id, amount, owed, reason, at } = given_up;
    let sql = "insert into receivable_write_off
               (id, payee_account_id, currency, amount_minor, owed_minor, reason, written_off_at)
               values ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        (*id).into(),
        (*payee_account_id).into(),
        amount.currency().code().into(),
        amount.minor().into(),
        owed.minor().into(),
        reason.clone().into(),
        (*at).into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn given_up(row: &QueryResult) -> Result<ReceivableWriteOff, DbErr> {
    let code: String = row.try_get("", "currency")?;
    Ok(ReceivableWriteOff {
        id: row.try_get("", "id")?,
        payee_account_id: row.try_get("", "payee_account_id")?,
        amount: money(row.try_get("", "amount_minor")?, &code)?,
        owed: money(row.try_get("", "owed_minor")?, &code)?,
        reason: row.try_get("", "reason")?,
        at: row.try_get("", "written_off_at")?,
    })
}
