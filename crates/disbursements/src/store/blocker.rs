use kernel::AccountId;
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement};

use super::{currency, run};
use crate::{Blocker, PayoutBlocker, PayoutRun};

/// Replaces what a run says of a payee; nothing, if it paid.
pub async fn write_blockers(
    tx: &DatabaseTransaction,
    payout_run: PayoutRun,
    expert_account_id: AccountId,
    blockers: &[Blocker],
) -> Result<(), DbErr> {
    let PayoutRun { currency, on } = payout_run;
    let sql = "delete from payout_blocker where expert_account_id = $1 and currency = $2 and run_on = $3";
    run(tx, sql, [expert_account_id.into(), currency.code().into(), on.into()]).await?;
    for blocker in blockers {
        let sql = "insert into payout_blocker (expert_account_id, currency, run_on, blocker) values ($1, $2, $3, $4)";
        let values = [expert_account_id.into(), currency.code().into(), on.into(), blocker.to_value().into()];
        run(tx, sql, values).await?;
    }
    Ok(())
}

/// Why the payee's last run of each currency did not pay; nothing where it did.
pub async fn blockers_of(db: &impl ConnectionTrait, expert_account_id: AccountId) -> Result<Vec<PayoutBlocker>, DbErr> {
    let sql = "select b.* from payout_blocker b
               where b.expert_account_id = $1
                 and b.run_on = (select max(last.run_on) from payout_blocker last
                                 where last.expert_account_id = $1 and last.currency = b.currency)
                 and not exists (select 1 from disbursement d
                                 where d.expert_account_id = $1 and d.currency = b.currency and d.run_on >= b.run_on)
               order by b.currency, b.blocker";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [expert_account_id.into()]);
    db.query_all_raw(statement).await?.iter().map(payout_blocker).collect()
}

fn payout_blocker(row: &QueryResult) -> Result<PayoutBlocker, DbErr> {
    Ok(PayoutBlocker {
        expert_account_id: row.try_get("", "expert_account_id")?,
        currency: currency(&row.try_get::<String>("", "currency")?)?,
        run_on: row.try_get("", "run_on")?,
        blocker: Blocker::try_from_value(&row.try_get("", "blocker")?)?,
    })
}
