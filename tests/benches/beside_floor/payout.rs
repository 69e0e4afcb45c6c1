//! The payout run and its floor: the same money in a few statements over whole sets, without books, events or keys.

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use kernel::Calendar;
use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde_json::json;

use crate::{place::Place, work};

const DISBURSE: &str = "
    insert into disbursement (id, expert_account_id, payout_method_id, currency, amount_minor, run_on, scheduled_at,
                              state, due_at)
    select {id}, open.expert_account_id,
           (select m.id from payout_method m
            where m.expert_account_id = open.expert_account_id and m.currency = 'USD' and m.state = 'verified'
            order by m.since_at desc, m.id desc limit 1),
           'USD', open.amount_minor, $1, $2, 'scheduled', $2
    from (select e.expert_account_id, cast(sum(e.amount_minor) as bigint) as amount_minor
          from earning e
          where e.currency = 'USD' and e.taken_at is null and e.available_at < $2
          group by e.expert_account_id) open";

const LINE: &str = "
    insert into disbursement_line (earning_id, disbursement_id, amount_minor)
    select e.id, d.id, e.amount_minor
    from earning e join disbursement d
        on d.expert_account_id = e.expert_account_id and d.currency = 'USD' and d.run_on = $1
    where e.currency = 'USD' and e.taken_at is null and e.available_at < $2";

const TAKE: &str = "
    update earning set taken_at = $2
    where id in (select l.earning_id from disbursement_line l join disbursement d on d.id = l.disbursement_id
                 where d.currency = 'USD' and d.run_on = $1)";

/// Pays everybody of a day over whole sets, and takes it back. Returns how many were paid.
pub async fn floor(db: &Db, day: NaiveDate) -> Result<u64> {
    let cutoff = Calendar::Fed.cutoff(day);
    let tx = db.begin().await?;
    let backend = tx.get_database_backend();
    let id = if backend == DbBackend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let mut paid = 0;
    for (place, sql) in [DISBURSE, LINE, TAKE].into_iter().enumerate() {
        let values: [Value; 2] = [day.into(), cutoff.into()];
        let sql = sql.replace("{id}", id);
        let done = tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        if place == 0 {
            paid = done.rows_affected();
        }
    }
    tx.rollback().await?;
    Ok(paid)
}

/// Staff make the run of a day through the front door. Returns how many were paid.
pub async fn run(place: &Place, token: &str, day: NaiveDate) -> Result<u64> {
    let input = json!({ "currency": "USD", "runOn": day, "idempotencyKey": format!("run-{day}") });
    let selection = "payoutRun { scheduledCount blockedCount }";
    let payload = work::run(place, token, ("payoutRun", selection), input).await?;
    let (scheduled, blocked) = (&payload["payoutRun"]["scheduledCount"], &payload["payoutRun"]["blockedCount"]);
    ensure!(blocked == 0, "{blocked} payees could not be paid");
    Ok(scheduled.as_u64().unwrap_or_default())
}
