use kernel::{ChargeId, CollectionId, Page, Pages, PaymentRequestId, pages, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use super::money;
use crate::{Collected, Collection};

/// What arrived on charges, newest first.
pub async fn pages_of_collections(
    db: &impl ConnectionTrait,
    charges: &[ChargeId],
    page: Page<CollectionId>,
) -> Result<Pages<ChargeId, Collection>, DbErr> {
    let places = placeholders(3, charges.len());
    let sql = format!(
        "select * from (
             select collection.*, row_number() over (partition by charge_id order by id desc) as place
             from collection where charge_id in ({places}) and (cast($1 as uuid) is null or id < $1)
         ) as numbered
         where place <= $2 order by id desc"
    );
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let charges = charges.iter().map(|id| Value::from(*id));
    let values = [page.after.into(), limit.into()].into_iter().chain(charges);
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let rows = rows.iter().map(collection).collect::<Result<_, _>>()?;
    Ok(pages(rows, |row: &Collection| row.event.reference.charge_id(), page))
}

/// What arrived on several charges, in the order in which it came.
pub async fn collections_of(db: &impl ConnectionTrait, charges: &[ChargeId]) -> Result<Vec<Collection>, DbErr> {
    if charges.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, charges.len());
    let sql = format!("select * from collection where charge_id in ({places}) order by id");
    let values = charges.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(collection).collect()
}

/// The bills on which these were collected, in no order.
pub async fn bills_of_collections(
    db: &impl ConnectionTrait,
    ids: &[CollectionId],
) -> Result<Vec<(CollectionId, PaymentRequestId)>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, ids.len());
    let sql = format!(
        "select collection.id, charge.payment_request_id
         from collection join charge on charge.id = collection.charge_id where collection.id in ({places})"
    );
    let values = ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "payment_request_id")?))).collect()
}

/// What arrived by an event of the provider.
pub async fn find_collection(
    tx: &DatabaseTransaction,
    charge_id: ChargeId,
    external_id: &str,
) -> Result<Option<Collection>, DbErr> {
    let sql = "select * from collection where charge_id = $1 and external_id = $2";
    let values = [charge_id.into(), external_id.into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    row.as_ref().map(collection).transpose()
}

pub async fn insert_collection(tx: &DatabaseTransaction, collection: &Collection) -> Result<(), DbErr> {
    let Collection { id, event, amount, excess, fee, .. } = collection;
    let sql = "insert into collection
               (id, charge_id, external_id, reference, currency, amount_minor, excess_minor, fee_minor, at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        (*id).into(),
        event.reference.charge_id().into(),
        event.external_id.clone().into(),
        event.reference.to_string().into(),
        amount.currency().code().into(),
        amount.minor().into(),
        excess.minor().into(),
        fee.minor().into(),
        event.at.into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn collection(row: &QueryResult) -> Result<Collection, DbErr> {
    let (code, reference): (String, String) = (row.try_get("", "currency")?, row.try_get("", "reference")?);
    let column = |name| money(row.try_get("", name)?, &code);
    let sum = |error: kernel::MoneyError| DbErr::Type(error.to_string());
    let (amount, excess, fee) = (column("amount_minor")?, column("excess_minor")?, column("fee_minor")?);
    let event = Collected {
        external_id: row.try_get("", "external_id")?,
        reference: reference.parse().map_err(|_| DbErr::Type(format!("{reference} refers to no charge")))?,
        amount: amount.checked_add(excess).map_err(sum)?,
        at: row.try_get("", "at")?,
    };
    let net = amount.checked_sub(fee).map_err(sum)?;
    Ok(Collection { id: row.try_get("", "id")?, event, amount, excess, fee, net })
}
