//! What concerns one account, in the order of the chain.

use std::{collections::HashMap, fmt, str::FromStr};

use chrono::{DateTime, Utc};
use kernel::{AccountId, LedgerTransactionId, placeholders};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::rows::transactions_where;
use crate::Booked;

/// Where a transaction stands in the chain of closed batches: nothing is ever put before what stands there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainPlace {
    pub batch_no: i64,
    /// In the batch: 1, 2, 3 ..
    pub place: i32,
}

/// The transactions that moved what a payee holds, is owed or owes, from a place of the chain on.
pub async fn chained_of_payee(
    db: &impl ConnectionTrait,
    payee: AccountId,
    from: ChainPlace,
    count: u64,
) -> Result<Vec<(ChainPlace, Booked)>, DbErr> {
    let sql = format!(
        "select link.batch_no, link.place, link.transaction_id
         from ledger_chain_link link
         where (link.batch_no > $1 or (link.batch_no = $1 and link.place >= $2))
           and exists (select 1 from ledger_entry entry join ledger_account account on account.id = entry.account_id
                       where entry.transaction_id = link.transaction_id
                         and account.owner_id = $3 and account.kind like 'expert_%')
         order by link.batch_no, link.place limit {count}"
    );
    let values: [Value; 3] = [from.batch_no.into(), from.place.into(), payee.uuid().into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        let place = ChainPlace { batch_no: row.try_get("", "batch_no")?, place: row.try_get("", "place")? };
        places.push((row.try_get("", "transaction_id")?, place));
    }
    booked_at(db, places).await
}

/// What was booked from the first instant on and before the second and touches the money of a payee, in the order of
/// booking, after one of them.
pub async fn booked_of_payee(
    db: &impl ConnectionTrait,
    payee: AccountId,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
    after: Option<LedgerTransactionId>,
    count: u64,
) -> Result<Vec<Booked>, DbErr> {
    let condition = format!(
        "booked.recorded_at >= $2 and booked.recorded_at < $3 and booked.id > $4 and booked.id in (
             select entry.transaction_id from ledger_entry entry join ledger_account account on account.id = entry.account_id
             where account.owner_id = $1 and account.kind like 'expert_%')
         order by booked.id limit {count}"
    );
    let after = after.map_or(Uuid::nil(), LedgerTransactionId::uuid);
    transactions_where(db, &condition, vec![payee.uuid().into(), from.into(), before.into(), after.into()]).await
}

/// What a payee had by what was booked before an instant, in minor units of each currency: pending, available and on
/// its way, less what was owed back.
pub async fn held_by_payee_before(
    db: &impl ConnectionTrait,
    payee: AccountId,
    before: DateTime<Utc>,
) -> Result<Vec<(String, i128)>, DbErr> {
    let sql = "select account.currency, cast(sum(-entry.amount_minor) as bigint) as held_minor
               from ledger_account account
               join ledger_entry entry on entry.account_id = account.id
               join ledger_transaction booked on booked.id = entry.transaction_id
               where account.owner_id = $1 and booked.recorded_at < $2 and account.kind in
                     ('expert_pending', 'expert_available', 'expert_in_transit', 'expert_receivable')
               group by account.currency";
    let values: [Value; 2] = [payee.uuid().into(), before.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let held = |row: &QueryResult| Ok((row.try_get("", "currency")?, row.try_get::<i64>("", "held_minor")?.into()));
    rows.iter().map(held).collect()
}

async fn booked_at(
    db: &impl ConnectionTrait,
    places: Vec<(LedgerTransactionId, ChainPlace)>,
) -> Result<Vec<(ChainPlace, Booked)>, DbErr> {
    if places.is_empty() {
        return Ok(vec![]);
    }
    let named = format!("booked.id in ({})", placeholders(1, places.len()));
    let booked = transactions_where(db, &named, places.iter().map(|(id, _)| Value::from(*id)).collect()).await?;
    let mut booked: HashMap<_, _> = booked.into_iter().map(|booked| (booked.id, booked)).collect();
    Ok(places.into_iter().filter_map(|(id, place)| Some((place, booked.remove(&id)?))).collect())
}

impl fmt::Display for ChainPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.batch_no, self.place)
    }
}

impl FromStr for ChainPlace {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (batch_no, place) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { batch_no: batch_no.parse()?, place: place.parse()? })
    }
}
