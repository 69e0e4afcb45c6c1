use kernel::{AccountId, Currency, Money};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{money, payout_preference::interval_of};
use crate::{
    Candidate, PayoutSchedule, Pool, Rail, Standing, UsableMethod, entity::payout_preference::StateName as Preference,
};

/// What decides whether a payee is paid, for a run and for a forecast alike: the preference, and the newest verified
/// method. Of the payees `o`, in the currency `$1`.
pub(super) const FACTS: &str = "
    p.minimum_minor, p.month_day, p.state as preference_state, m.id as payout_method_id, m.rail,
    (select count(*) from payout_method x
     where x.expert_account_id = o.expert_account_id and x.currency = $1 and x.state = 'errored') as errored";

/// The tables of [`FACTS`].
pub(super) const FACTS_FROM: &str = "
    left join payout_preference p on p.expert_account_id = o.expert_account_id and p.currency = $1
    left join payout_method m on m.id = (
        select v.id from payout_method v
        where v.expert_account_id = o.expert_account_id and v.currency = $1 and v.state = 'verified'
        order by v.since_at desc, v.id desc limit 1)";

/// How these payees stand in a currency, in no order; each has one, money or not.
pub async fn standings(
    db: &impl ConnectionTrait,
    currency: Currency,
    payees: &[AccountId],
) -> Result<Vec<Standing>, DbErr> {
    if payees.is_empty() {
        return Ok(vec![]);
    }
    let places = (2..payees.len() + 2).map(|place| format!("(${place})")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "with o (expert_account_id) as (values {places})
         select o.expert_account_id, {FACTS},
            (select cast(coalesce(sum(e.amount_minor), 0) as bigint) from earning e
             where e.expert_account_id = o.expert_account_id and e.currency = $1 and e.taken_at is null)
                as balance_minor,
            (select r.closed_through_on from payout_run r where r.currency = $1) as closed_through_on
         from o {FACTS_FROM}"
    );
    let values = [Value::from(currency.code())].into_iter().chain(payees.iter().map(|id| Value::from(*id)));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| standing(row, currency)).collect()
}

/// At most `max` payees of a currency with what is available to each, in the order of their ids, after `after`.
pub async fn pools(
    db: &impl ConnectionTrait,
    currency: Currency,
    after: Option<AccountId>,
    max: u32,
) -> Result<Vec<Pool>, DbErr> {
    let sql = "select expert_account_id, currency, cast(sum(amount_minor) as bigint) as amount_minor,
                   max(available_at) as newest_available_at
               from earning where currency = $1 and taken_at is null and expert_account_id > $2
               group by expert_account_id, currency order by expert_account_id limit $3";
    let after = after.unwrap_or(AccountId::from_uuid(Uuid::nil()));
    let values = [currency.code().into(), after.into(), i64::from(max).into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(pool).collect()
}

/// A payee of a row that has [`FACTS`] and a balance.
pub(super) fn candidate(row: &QueryResult, currency: Currency) -> Result<Candidate, DbErr> {
    let minimum: Option<i64> = row.try_get("", "minimum_minor")?;
    let state: Option<String> = row.try_get("", "preference_state")?;
    let state = state.map(|name| Preference::try_from_value(&name)).transpose()?;
    let method = match row.try_get("", "payout_method_id")? {
        Some(id) => UsableMethod::Verified(id),
        None if row.try_get::<i64>("", "errored")? > 0 => UsableMethod::Errored,
        None => UsableMethod::None,
    };
    let amount = |minor| Money::from_minor(minor, currency).map_err(|error| DbErr::Type(error.to_string()));
    Ok(Candidate {
        expert_account_id: row.try_get("", "expert_account_id")?,
        balance: amount(row.try_get("", "balance_minor")?)?,
        minimum: amount(minimum.unwrap_or_default())?,
        is_paused: state == Some(Preference::Paused),
        method,
    })
}

fn standing(row: &QueryResult, currency: Currency) -> Result<Standing, DbErr> {
    let (candidate, month_day) = (candidate(row, currency)?, row.try_get("", "month_day")?);
    let rail: Option<String> = row.try_get("", "rail")?;
    let payee = candidate.expert_account_id;
    let interval = interval_of(month_day).ok_or_else(|| DbErr::Type(format!("{payee} is paid on no day")))?;
    Ok(Standing {
        candidate,
        schedule: PayoutSchedule { currency, interval, closed_through_on: row.try_get("", "closed_through_on")? },
        rail: rail.map(|name| Rail::try_from_value(&name)).transpose()?,
    })
}

fn pool(row: &QueryResult) -> Result<Pool, DbErr> {
    let code: String = row.try_get("", "currency")?;
    Ok(Pool {
        expert_account_id: row.try_get("", "expert_account_id")?,
        amount: money(row.try_get("", "amount_minor")?, &code)?,
        newest_available_at: row.try_get("", "newest_available_at")?,
    })
}
