//! The books as their rows have them, page by page, for whoever checks or copies them.

use std::collections::HashMap;

use kernel::{LedgerTransactionId, Page, Slice, placeholders};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::{Booked, Chained, Entry};

const TRANSACTIONS: &str = "
    select booked.id, booked.reference, booked.at, booked.recorded_at, booked.payload_hash,
           reversed.reference as reverses, seal.transaction_id as seal, waits.transaction_id as waits,
           link.batch_no, link.hash
    from ledger_transaction booked
    left join ledger_transaction reversed on reversed.id = booked.reverses
    left join ledger_seal seal on seal.transaction_id = booked.id
    left join ledger_unchained waits on waits.transaction_id = booked.id
    left join ledger_chain_link link on link.transaction_id = booked.id";

/// What is booked under a reference.
pub async fn find(db: &impl ConnectionTrait, reference: &str) -> Result<Option<Booked>, DbErr> {
    let sql = format!("{TRANSACTIONS} where booked.reference = $1");
    Ok(booked(db, sql, vec![reference.into()]).await?.pop())
}

/// Transactions in the order of their ids, after one of them: a page of all.
pub async fn transactions_after(
    db: &impl ConnectionTrait,
    after: Option<LedgerTransactionId>,
    count: u64,
) -> Result<Vec<Booked>, DbErr> {
    let sql = format!("{TRANSACTIONS} where booked.id > $1 order by booked.id limit {count}");
    let after = after.map_or(Uuid::nil(), LedgerTransactionId::uuid);
    booked(db, sql, vec![after.into()]).await
}

/// Transactions, the last first: all of them, or the one under a reference.
pub async fn page_of_transactions(
    db: &impl ConnectionTrait,
    reference: Option<&str>,
    page: Page<LedgerTransactionId>,
) -> Result<Slice<Booked>, DbErr> {
    let last = page.after.map_or(Uuid::max(), LedgerTransactionId::uuid);
    let named = reference.map_or("", |_| "and booked.reference = $2");
    let sql = format!("{TRANSACTIONS} where booked.id < $1 {named} order by booked.id desc limit {}", page.limit());
    let values = [Value::from(last)].into_iter().chain(reference.map(Value::from)).collect();
    Ok(page.slice(booked(db, sql, values).await?))
}

/// What waits for the next batch, the oldest ids first.
pub async fn unchained(db: &impl ConnectionTrait, count: u64) -> Result<Vec<Booked>, DbErr> {
    let waiting = format!("select transaction_id from ledger_unchained order by transaction_id limit {count}");
    booked(db, format!("{TRANSACTIONS} where booked.id in ({waiting}) order by booked.id"), vec![]).await
}

/// The transactions that a condition on `booked` chooses, in no order.
pub(super) async fn transactions_where(
    db: &impl ConnectionTrait,
    condition: &str,
    values: Vec<Value>,
) -> Result<Vec<Booked>, DbErr> {
    booked(db, format!("{TRANSACTIONS} where {condition}"), values).await
}

async fn booked(db: &impl ConnectionTrait, sql: String, values: Vec<Value>) -> Result<Vec<Booked>, DbErr> {
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut booked = rows.iter().map(transaction).collect::<Result<Vec<_>, _>>()?;
    let mut entries = entries_of(db, &booked).await?;
    for transaction in &mut booked {
        transaction.entries = entries.remove(&transaction.id).unwrap_or_default();
    }
    Ok(booked)
}

/// The legs of these transactions, and the accounts that they name.
async fn entries_of(
    db: &impl ConnectionTrait,
    booked: &[Booked],
) -> Result<HashMap<LedgerTransactionId, Vec<Entry>>, DbErr> {
    let mut entries = HashMap::<_, Vec<_>>::new();
    if booked.is_empty() {
        return Ok(entries);
    }
    let sql = format!(
        "select entry.transaction_id, entry.leg, entry.account_id, entry.currency, entry.amount_minor, entry.entry_no,
                account.kind, account.owner_id
         from ledger_entry entry left join ledger_account account on account.id = entry.account_id
         where entry.transaction_id in ({}) order by entry.transaction_id, entry.leg",
        placeholders(1, booked.len())
    );
    let ids = booked.iter().map(|booked| Value::from(booked.id));
    for row in db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, ids)).await? {
        entries.entry(row.try_get("", "transaction_id")?).or_default().push(entry(&row)?);
    }
    Ok(entries)
}

fn transaction(row: &QueryResult) -> Result<Booked, DbErr> {
    let there = |column| Ok::<_, DbErr>(row.try_get::<Option<Uuid>>("", column)?.is_some());
    let chained = match row.try_get("", "batch_no")? {
        Some(batch_no) => Chained::In { batch_no, hash: row.try_get("", "hash")? },
        None if there("waits")? => Chained::Waits,
        None => Chained::Nowhere,
    };
    Ok(Booked {
        id: row.try_get("", "id")?,
        reference: row.try_get("", "reference")?,
        at: row.try_get("", "at")?,
        recorded_at: row.try_get("", "recorded_at")?,
        payload_hash: row.try_get("", "payload_hash")?,
        reverses: row.try_get("", "reverses")?,
        is_sealed: there("seal")?,
        chained,
        entries: vec![],
    })
}

/// A leg whose account is gone names no kind.
fn entry(row: &QueryResult) -> Result<Entry, DbErr> {
    Ok(Entry {
        leg: row.try_get("", "leg")?,
        account_id: row.try_get("", "account_id")?,
        kind: row.try_get::<Option<_>>("", "kind")?.unwrap_or_default(),
        owner_id: row.try_get("", "owner_id")?,
        currency: row.try_get("", "currency")?,
        amount_minor: row.try_get("", "amount_minor")?,
        entry_no: row.try_get("", "entry_no")?,
    })
}
