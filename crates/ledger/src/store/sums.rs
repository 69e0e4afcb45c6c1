//! What each account comes to, beside what is stored of it.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

/// An account in one currency as its rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSums {
    pub id: Uuid,
    pub kind: String,
    pub owner_id: Option<Uuid>,
    pub currency: String,
    /// Whether its row says that it counts money.
    pub cash: bool,
    /// Its entries together: debit positive.
    pub sum: i128,
    pub entries: i64,
    /// The highest place of a leg on it; the places are unique, so they have no gap if it is their number.
    pub last_no: Option<i64>,
    /// How many of its legs have a place.
    pub numbered: i64,
    /// `None` where no balance is stored.
    pub stored: Option<Stored>,
}

/// The stored balance of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub balance_minor: i64,
    /// The place of the leg that it names as its last.
    pub last_no: Option<i64>,
}

/// A kind of account as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRow {
    pub kind: String,
    pub normal: String,
    pub owned: bool,
    pub cash: bool,
    pub floor_minor: Option<i64>,
}

/// Accounts in the order of their ids, after one of them: a page of all. A sum is added up in two halves, so that none
/// can overflow whatever stands in the rows.
pub async fn sums_after(db: &impl ConnectionTrait, after: Uuid, count: u64) -> Result<Vec<AccountSums>, DbErr> {
    let sql = format!(
        "select account.id, account.kind, account.owner_id, account.currency, account.cash,
                balance.balance_minor, last.entry_no as stored_no,
                count(entry.leg) as entries, count(entry.entry_no) as numbered, max(entry.entry_no) as last_no,
                cast(coalesce(sum(entry.amount_minor / 1048576), 0) as bigint) as high,
                cast(coalesce(sum(entry.amount_minor % 1048576), 0) as bigint) as low
         from (select id, kind, owner_id, currency, cash from ledger_account where id > $1 order by id limit {count})
              account
         left join ledger_balance balance on balance.account_id = account.id
         left join ledger_entry last on last.transaction_id = balance.transaction_id and last.leg = balance.leg
         left join ledger_entry entry on entry.account_id = account.id
         group by account.id, account.kind, account.owner_id, account.currency, account.cash,
                  balance.balance_minor, last.entry_no
         order by account.id"
    );
    let values = [Value::from(after)];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(sums).collect()
}

/// The chart as the database has it.
pub async fn kind_rows(db: &impl ConnectionTrait) -> Result<Vec<KindRow>, DbErr> {
    let sql = "select kind, normal, owned, cash, floor_minor from ledger_account_kind order by kind";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let kind = |row: &QueryResult| {
        Ok(KindRow {
            kind: row.try_get("", "kind")?,
            normal: row.try_get("", "normal")?,
            owned: row.try_get("", "owned")?,
            cash: row.try_get("", "cash")?,
            floor_minor: row.try_get("", "floor_minor")?,
        })
    };
    rows.iter().map(kind).collect()
}

/// Legs and links whose transaction is not there, a few of them, by its id.
pub async fn orphans(db: &impl ConnectionTrait, count: u64) -> Result<Vec<Uuid>, DbErr> {
    let sql = format!(
        "select transaction_id from ledger_entry where transaction_id not in (select id from ledger_transaction)
         union select transaction_id from ledger_seal where transaction_id not in (select id from ledger_transaction)
         union select transaction_id from ledger_chain_link
               where transaction_id not in (select id from ledger_transaction)
         limit {count}"
    );
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get("", "transaction_id")).collect()
}

fn sums(row: &QueryResult) -> Result<AccountSums, DbErr> {
    let (high, low): (i64, i64) = (row.try_get("", "high")?, row.try_get("", "low")?);
    let stored = row.try_get::<Option<i64>>("", "balance_minor")?;
    let last_no = row.try_get("", "stored_no")?;
    Ok(AccountSums {
        id: row.try_get("", "id")?,
        kind: row.try_get("", "kind")?,
        owner_id: row.try_get("", "owner_id")?,
        currency: row.try_get("", "currency")?,
        cash: row.try_get("", "cash")?,
        sum: i128::from(high) * 1_048_576 + i128::from(low),
        entries: row.try_get("", "entries")?,
        last_no: row.try_get("", "last_no")?,
        numbered: row.try_get("", "numbered")?,
        stored: stored.map(|balance_minor| Stored { balance_minor, last_no }),
    })
}
