use chrono::NaiveDate;
use kernel::{AccountId, Currency};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    currency, money,
    payout_preference::month_day_column,
    run,
    standing::{FACTS, FACTS_FROM, candidate},
};
use crate::{Candidate, Line, PayoutRun, RunScope, Waiting};

/// The currencies in which money waits, each with how long it waits and how far runs were made.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<Vec<Waiting>, DbErr> {
    let sql = "select e.currency, min(e.available_at) as oldest_available_at, r.closed_through_on
               from earning e left join payout_run r on r.currency = e.currency
               where e.taken_at is null
               group by e.currency, r.closed_through_on
               order by e.currency";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let waiting = |row: &QueryResult| {
        Ok(Waiting {
            currency: currency(&row.try_get::<String>("", "currency")?)?,
            oldest_available_at: row.try_get("", "oldest_available_at")?,
            closed_through_on: row.try_get("", "closed_through_on")?,
        })
    };
    rows.iter().map(waiting).collect()
}

/// Keeps others from making a run of the currency until the transaction ends, and tells how far they came.
pub async fn lock_runs(tx: &DatabaseTransaction, currency: Currency) -> Result<Option<NaiveDate>, DbErr> {
    let sql = "insert into payout_run (currency) values ($1)
               on conflict (currency) do update set closed_through_on = payout_run.closed_through_on
               returning closed_through_on";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [currency.code().into()]);
    let row = tx.query_one_raw(statement).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("payout_run".to_owned()))?.try_get("", "closed_through_on")
}

/// The run was made for everyone.
pub async fn close_run(tx: &DatabaseTransaction, PayoutRun { currency, on }: PayoutRun) -> Result<(), DbErr> {
    let sql = "update payout_run set closed_through_on = $2 where currency = $1";
    run(tx, sql, [currency.code().into(), on.into()]).await.map(drop)
}

/// The payout run, set-based: whoever has money that became available before the cutoff, whose interval leads to
/// the day, and who was not paid for it yet. It is one statement, hence one snapshot.
const CANDIDATES: &str = "
    with open as (
        select e.expert_account_id, cast(sum(e.amount_minor) as bigint) as balance_minor
        from earning e
        where e.currency = $1 and e.taken_at is null and e.available_at < $2 and {payees}
        group by e.expert_account_id
    )
    select o.expert_account_id, o.balance_minor, {facts}
    from open o {facts_from}
    where {interval}
      and not exists (
        select 1 from disbursement d
        where d.expert_account_id = o.expert_account_id and d.currency = $1 and d.run_on = $3)
    order by o.expert_account_id
    limit $5";

/// At most `max` payees of a run in the order of their ids, after `after`.
pub async fn candidates(
    tx: &DatabaseTransaction,
    payout_run: PayoutRun,
    scope: RunScope,
    after: Option<AccountId>,
    max: u32,
) -> Result<Vec<Candidate>, DbErr> {
    let after = after.unwrap_or(AccountId::from_uuid(Uuid::nil()));
    let (payees, payee, interval) = match scope {
        RunScope::Everyone => ("e.expert_account_id > $4", after, interval(payout_run)),
        RunScope::Payee(payee) => ("e.expert_account_id = $4", payee, "true".to_owned()),
    };
    let sql = CANDIDATES.replace("{facts}", FACTS).replace("{facts_from}", FACTS_FROM);
    let sql = sql.replace("{payees}", payees).replace("{interval}", &interval);
    let PayoutRun { currency, on } = payout_run;
    let values: [Value; 5] =
        [currency.code().into(), payout_run.cutoff().into(), on.into(), payee.into(), i64::from(max).into()];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| candidate(row, currency)).collect()
}

/// Whose schedule leads to the day: the daily ones, and those of the days of the month that it pays.
fn interval(payout_run: PayoutRun) -> String {
    let days = payout_run.month_days().into_iter().map(|day| month_day_column(day).to_string());
    let days = days.chain(["0".to_owned()]).collect::<Vec<_>>().join(", "); // Never an empty list.
    format!("(p.month_day is null or p.month_day in ({days}))")
}

/// What the run takes of one payee, in the order in which it was earned.
pub async fn open_lines(
    tx: &DatabaseTransaction,
    payout_run: PayoutRun,
    expert_account_id: AccountId,
) -> Result<Vec<Line>, DbErr> {
    let sql = "select id, amount_minor, currency from earning
               where currency = $1 and expert_account_id = $2 and taken_at is null and available_at < $3
               order by id";
    let values = [payout_run.currency.code().into(), expert_account_id.into(), payout_run.cutoff().into()];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    let line = |row: &QueryResult| {
        let code: String = row.try_get("", "currency")?;
        Ok(Line { earning_id: row.try_get("", "id")?, amount: money(row.try_get("", "amount_minor")?, &code)? })
    };
    rows.iter().map(line).collect()
}

/// How many disbursements a run made, and how many payees it could not pay.
pub async fn tally(db: &impl ConnectionTrait, PayoutRun { currency, on }: PayoutRun) -> Result<(u32, u32), DbErr> {
    let sql = "select (select count(*) from disbursement where currency = $1 and run_on = $2) as scheduled,
                      (select count(distinct expert_account_id) from payout_blocker
                       where currency = $1 and run_on = $2) as blocked";
    let values = [currency.code().into(), on.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("payout_run".to_owned()))?;
    let count = |column| u32::try_from(row.try_get::<i64>("", column)?).map_err(|error| DbErr::Type(error.to_string()));
    Ok((count("scheduled")?, count("blocked")?))
}
