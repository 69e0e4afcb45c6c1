use kernel::{ChargeId, CollectionId, Currency, Money, PaymentRequestId, ReversalId, placeholders};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use super::money;
use crate::{Reversal, ReversalKind, ReversalState, Reversed, Split};

/// What was taken back of several charges, from the first to the last.
pub async fn reversals_of(db: &impl ConnectionTrait, charges: &[ChargeId]) -> Result<Vec<Reversal>, DbErr> {
    if charges.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, charges.len());
    let sql = format!("select * from reversal where charge_id in ({places}) order by id");
    let values = charges.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), &sql, values)).await?;
    rows.iter().map(reversal).collect()
}

/// Those of a charge that wait for an event of the provider, from the first to the last. Ask under the charge's lock.
pub async fn parked_reversals(
    tx: &DatabaseTransaction,
    charge_id: ChargeId,
    collected_by: &str,
) -> Result<Vec<Reversal>, DbErr> {
    let sql = "select * from reversal
               where charge_id = $1 and collected_by = $2 and collection_id is null order by id";
    let values = [charge_id.into(), collected_by.into()];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    rows.iter().map(reversal).collect()
}

/// The bills that were taken back by these events of the provider, in any order.
pub async fn bills_of_reversals(
    db: &impl ConnectionTrait,
    external_ids: &[&str],
) -> Result<Vec<(String, PaymentRequestId)>, DbErr> {
    if external_ids.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "select reversal.external_id, charge.payment_request_id
         from reversal join charge on charge.id = reversal.charge_id
         where reversal.external_id in ({})",
        placeholders(1, external_ids.len())
    );
    let values = external_ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), &sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "external_id")?, row.try_get("", "payment_request_id")?))).collect()
}

/// What was taken back of one collection. Ask under its charge's lock.
pub async fn reversed_of(tx: &DatabaseTransaction, id: CollectionId, currency: Currency) -> Result<Money, DbErr> {
    let sql = "select cast(coalesce(sum(taken_minor), 0) as bigint) as minor from reversal where collection_id = $1";
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()])).await?;
    let minor = row.map(|row| row.try_get("", "minor")).transpose()?;
    money(minor.unwrap_or_default(), currency.code())
}

pub async fn insert_reversal(tx: &DatabaseTransaction, reversal: &Reversal) -> Result<(), DbErr> {
    let Reversal { id, event, received_at, .. } = reversal;
    let sql = "insert into reversal
               (id, charge_id, external_id, reference, collected_by, kind, reason, currency, amount_minor, at, received_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = [
        (*id).into(),
        event.reference.charge_id().into(),
        event.external_id.clone().into(),
        event.reference.to_string().into(),
        event.collected_by.clone().into(),
        event.kind.to_value().into(),
        event.reason.clone().into(),
        event.amount.currency().code().into(),
        event.amount.minor().into(),
        event.at.into(),
        (*received_at).into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    save_reversal(tx, reversal).await
}

/// Writes what it took; nothing, while it waits.
pub async fn save_reversal(tx: &DatabaseTransaction, reversal: &Reversal) -> Result<(), DbErr> {
    let ReversalState::Booked { collection_id, taken, at, .. } = reversal.state else { return Ok(()) };
    let total = taken.total().map_err(|error| DbErr::Type(error.to_string()))?;
    let sql = "update reversal set collection_id = $2, taken_minor = $3, taken_fee_minor = $4, booked_at = $5
               where id = $1 and collection_id is null";
    let values = [reversal.id.into(), collection_id.into(), total.minor().into(), taken.fee.minor().into(), at.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn reversal(row: &QueryResult) -> Result<Reversal, DbErr> {
    let (id, code): (ReversalId, String) = (row.try_get("", "id")?, row.try_get("", "currency")?);
    let (kind, reference): (String, String) = (row.try_get("", "kind")?, row.try_get("", "reference")?);
    let event = Reversed {
        external_id: row.try_get("", "external_id")?,
        reference: reference.parse().map_err(|_| DbErr::Type(format!("{id} refers to no charge")))?,
        collected_by: row.try_get("", "collected_by")?,
        kind: ReversalKind::try_from_value(&kind)?,
        amount: money(row.try_get("", "amount_minor")?, &code)?,
        reason: row.try_get("", "reason")?,
        at: row.try_get("", "at")?,
    };
    let state = state(row, &code, event.amount)?;
    Ok(Reversal { id, event, received_at: row.try_get("", "received_at")?, state })
}

fn state(row: &QueryResult, code: &str, amount: Money) -> Result<ReversalState, DbErr> {
    let Some(collection_id) = row.try_get::<Option<CollectionId>>("", "collection_id")? else {
        return Ok(ReversalState::Parked);
    };
    let part = |column| money(row.try_get("", column)?, code);
    let (total, fee) = (part("taken_minor")?, part("taken_fee_minor")?);
    let sum = |error: kernel::MoneyError| DbErr::Type(error.to_string());
    Ok(ReversalState::Booked {
        collection_id,
        taken: Split::of_bill(total, fee).map_err(sum)?,
        excess: amount.checked_sub(total).map_err(sum)?,
        at: row.try_get("", "booked_at")?,
    })
}
