use std::collections::BTreeMap;

use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

/// Where every thing of the main line stands.
const STANDING: &str = "
    select 'proposal ' || state as line from proposal
    union all select 'engagement ' || state || ', approved ' || cast(approved_minor as text)
                     || ', pending ' || cast(pending_minor as text) from engagement
    union all select 'bill ' || state from payment_request
    union all select 'charge ' || state || ' ' || cast(collected_minor as text) from charge
    union all select 'refund ' || state || ' ' || cast(reduced_minor as text) || ' '
                     || cast(coalesce(returned_minor, 0) as text) from refund
    union all select 'disbursement ' || state || ' ' || cast(amount_minor as text) from disbursement
    union all select 'file ' || state || ' ' || cast(amount_minor as text) from disbursement_batch
    union all select 'line of the bank ' || state from bank_line
    union all select 'earning ' || case when taken_at is null then 'open ' else 'taken ' end
                     || cast(amount_minor as text) from earning
    union all select 'payout method ' || state from payout_method
    union all select 'collection ' || cast(amount_minor as text) from collection
    union all select 'staff' from staff
    union all select 'country' from eligible_country
    union all select 'fee schedule' from fee_schedule";

/// What is only on the way from one standing to the next.
const UNDER_WAY: &str = "
    union all select 'attempt ' || cast(number as text) || ' ' || state from charge_attempt
    union all select 'send ' || cast(sends as text) || ' ' || state from refund
    union all select 'run through ' || cast(closed_through_on as text) from payout_run
        where closed_through_on is not null
    union all select 'told by ' || source from inbox_event
    union all select 'message taken in' from inbox_message
    union all select 'key ' || key from idempotency_key";

/// What it came to: in the books, and in the world outside.
const OUTCOME: &str = "
    union all select 'booked ' || account.kind || ' ' || account.currency || ' '
                     || cast(sum(entry.amount_minor) as text)
        from ledger_entry entry join ledger_account account on account.id = entry.account_id
        group by account.kind, account.currency having sum(entry.amount_minor) <> 0
    union all select 'the provider took ' || cast(amount_minor as text) from sandbox_payment where failure is null
    union all select 'the provider sent back ' || cast(amount_minor as text) from sandbox_refund where failure is null
    union all select 'the rail ' || state || ' ' || cast(amount_minor as text) from sandbox_payout";

/// Where things stand, sorted; repeats are kept.
pub async fn standing(db: &Db) -> Vec<String> {
    lines(db, &format!("{STANDING}{UNDER_WAY}")).await
}

/// What it all came to, sorted; what a detour leaves behind is left out.
pub async fn outcome(db: &Db) -> Vec<String> {
    lines(db, &format!("{STANDING}{OUTCOME}")).await
}

/// How often each kind of event was written.
pub async fn events(db: &Db) -> BTreeMap<String, i64> {
    let rows = rows(db, "select kind, count(*) as times from audit_row group by kind").await;
    rows.iter().map(|row| (row.try_get("", "kind").unwrap(), row.try_get("", "times").unwrap())).collect()
}

/// Every row of every table, as text, sorted.
pub async fn everything(db: &Db) -> Vec<String> {
    let mut selects = Vec::new();
    for table in tables(db).await {
        let row = if is_sqlite(db) { quoted(db, &table).await } else { "cast(t as text)".to_owned() };
        selects.push(format!("select '{table}: ' || {row} as line from \"{table}\" t"));
    }
    lines(db, &selects.join(" union all ")).await
}

/// What is in `after` and not in `before`, repeats counted. Both are sorted.
pub fn added(before: &[String], after: &[String]) -> Vec<String> {
    let mut before = before.iter().peekable();
    let mut added = Vec::new();
    for line in after {
        while before.next_if(|other| *other < line).is_some() {}
        if before.next_if(|other| *other == line).is_none() {
            added.push(line.clone());
        }
    }
    added
}

pub async fn rows(db: &Db, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.reader().get_database_backend(), sql);
    db.reader().query_all_raw(statement).await.unwrap()
}

pub async fn lines(db: &Db, sql: &str) -> Vec<String> {
    let rows = rows(db, sql).await;
    let mut lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line").unwrap()).collect();
    lines.sort();
    lines
}

/// The tables that there are, sorted.
pub async fn tables(db: &Db) -> Vec<String> {
    let sql = if is_sqlite(db) {
        "select name as line from sqlite_master where type = 'table' and name not like 'sqlite%'"
    } else {
        "select cast(table_name as text) as line from information_schema.tables where table_schema = 'public'"
    };
    lines(db, sql).await
}

async fn quoted(db: &Db, table: &str) -> String {
    let sql = format!("select 'quote(\"' || name || '\")' as line from pragma_table_info('{table}')");
    lines(db, &sql).await.join(" || ' ' || ")
}

fn is_sqlite(db: &Db) -> bool {
    db.reader().get_database_backend() == DbBackend::Sqlite
}
