//! The chain over closed batches.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{run, unchained};
use crate::{Booked, digest};

/// One closed batch of the chain, as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub batch_no: i64,
    pub first_transaction: Uuid,
    pub last_transaction: Uuid,
    pub transaction_count: i32,
    pub sealed_at: DateTime<Utc>,
    /// The digest of the batch before it; zeros before the first.
    pub prev_hash: String,
    pub hash: String,
}

/// A transaction's place in a batch, and the digest that it had when the batch closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub place: i32,
    pub transaction_id: Uuid,
    pub hash: String,
}

/// Closes a batch over at most `count` of the sealed transactions that are in none, in the order of their ids. What a
/// statement sees of them is committed and has its seal, so it can no longer grow; what commits later, with whatever
/// id, waits for a later batch. `None` if nothing waits, or if somebody else closes a batch at the same instant.
pub async fn close_batch(tx: &DatabaseTransaction, at: DateTime<Utc>, count: u64) -> Result<Option<Batch>, DbErr> {
    let last = last_batch(tx).await?; // Before what waits: whoever closes a batch after this is met at its number.
    let waiting = unchained(tx, count).await?;
    let (Some(first), Some(end)) = (waiting.first(), waiting.last()) else { return Ok(None) };
    let hashes = waiting.iter().map(Booked::hash).collect::<Vec<_>>();
    let (last_no, prev_hash) = last.map_or((0, digest::NOTHING_BEFORE.to_owned()), |last| (last.batch_no, last.hash));
    let batch = Batch {
        batch_no: last_no.saturating_add(1),
        first_transaction: first.id.uuid(),
        last_transaction: end.id.uuid(),
        transaction_count: i32::try_from(waiting.len()).map_err(|error| DbErr::Type(error.to_string()))?,
        sealed_at: at,
        hash: digest::of_batch(&prev_hash, at, hashes.iter().map(String::as_str)),
        prev_hash,
    };
    if !insert_batch(tx, &batch).await? {
        return Ok(None);
    }
    for ((booked, hash), place) in waiting.iter().zip(hashes).zip(1_i32..) {
        let sql = "insert into ledger_chain_link (batch_no, place, transaction_id, hash) values ($1, $2, $3, $4)";
        run(tx, sql, vec![batch.batch_no.into(), place.into(), booked.id.into(), hash.into()]).await?;
    }
    Ok(Some(batch))
}

/// Whether anything waits for a batch.
pub async fn is_waiting(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let sql = "select transaction_id from ledger_unchained limit 1";
    Ok(db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.is_some())
}

/// The last batch of the chain: whoever keeps its digest elsewhere can tell whether the end of the chain was cut off.
pub async fn last_batch(db: &impl ConnectionTrait) -> Result<Option<Batch>, DbErr> {
    let sql = format!("{BATCHES} order by batch_no desc limit 1");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.as_ref().map(batch).transpose()
}

/// Batches in their order, after one of them: a page of all.
pub async fn batches_after(db: &impl ConnectionTrait, after: i64, count: u64) -> Result<Vec<Batch>, DbErr> {
    let sql = format!("{BATCHES} where batch_no > $1 order by batch_no limit {count}");
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [after.into()])).await?;
    rows.iter().map(batch).collect()
}

/// The links of a batch in their order, after one of them: a page of all.
pub async fn links_after(db: &impl ConnectionTrait, batch_no: i64, after: i32, count: u64) -> Result<Vec<Link>, DbErr> {
    let sql = format!(
        "select place, transaction_id, hash from ledger_chain_link
         where batch_no = $1 and place > $2 order by place limit {count}"
    );
    let values = [Value::from(batch_no), after.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let link = |row: &QueryResult| {
        let (place, transaction_id) = (row.try_get("", "place")?, row.try_get("", "transaction_id")?);
        Ok(Link { place, transaction_id, hash: row.try_get("", "hash")? })
    };
    rows.iter().map(link).collect()
}

const BATCHES: &str = "
    select batch_no, first_transaction, last_transaction, transaction_count, sealed_at, prev_hash, hash
    from ledger_chain";

/// `false` if the number is taken. Two that close the same batch at one instant have its digest in common too, which
/// is unique beside the number: so any conflict is meant, as PostgreSQL fails at whichever was not named.
async fn insert_batch(tx: &DatabaseTransaction, batch: &Batch) -> Result<bool, DbErr> {
    let sql = "insert into ledger_chain (batch_no, previous_no, first_transaction, last_transaction,
                   transaction_count, sealed_at, prev_hash, hash)
               values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing";
    let previous_no = Some(batch.batch_no.saturating_sub(1)).filter(|number| *number > 0);
    let numbers = [batch.batch_no.into(), previous_no.into(), batch.first_transaction.into()];
    let rest = [batch.last_transaction.into(), batch.transaction_count.into(), batch.sealed_at.into()];
    let hashes = [batch.prev_hash.clone().into(), batch.hash.clone().into()];
    let values = numbers.into_iter().chain(rest).chain(hashes);
    let inserted = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(inserted.rows_affected() == 1)
}

fn batch(row: &QueryResult) -> Result<Batch, DbErr> {
    Ok(Batch {
        batch_no: row.try_get("", "batch_no")?,
        first_transaction: row.try_get("", "first_transaction")?,
        last_transaction: row.try_get("", "last_transaction")?,
        transaction_count: row.try_get("", "transaction_count")?,
        sealed_at: row.try_get("", "sealed_at")?,
        prev_hash: row.try_get("", "prev_hash")?,
        hash: row.try_get("", "hash")?,
    })
}
