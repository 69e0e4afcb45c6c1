use chrono::{DateTime, Utc};
use kernel::{AccountId, CollectionId, EarningId, Money, placeholders};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::{contradiction, money};
use crate::{Hop, InFlight, Rail, Taken, Taker, entity::disbursement::StateName};

/// The ways of several collections: every earning that their money was, with the disbursement that took it. Each
/// way is in its order, the ways in none.
pub async fn trails(db: &impl ConnectionTrait, collections: &[CollectionId]) -> Result<Vec<Hop>, DbErr> {
    if collections.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, collections.len());
    let sql = format!(
        "with recursive trail as (
             select e.collection_id as origin_id, 0 as hop, e.id as earning_id from earning e
             where e.collection_id in ({places}) and e.rest_of_id is null
             union all
             select t.origin_id, t.hop + 1, e.id from trail t
             left join disbursement_line l on l.earning_id = t.earning_id
             join earning e on e.rest_of_id = t.earning_id
                            or (e.given_back_by_id = l.disbursement_id and e.rest_of_id is null))
         select t.origin_id, e.id, e.amount_minor, e.currency, e.available_at, l.disbursement_id, r.refund_id, v.reversal_id,
             (select cast(coalesce(sum(b.amount_minor), 0) as bigint) from disbursement_line b
              where b.disbursement_id = l.disbursement_id and b.earning_id < l.earning_id) as before_minor
         from trail t
         join earning e on e.id = t.earning_id
         left join disbursement_line l on l.earning_id = e.id
         left join refund_line r on r.earning_id = e.id
         left join reversal_line v on v.earning_id = e.id
         order by t.origin_id, t.hop"
    );
    let values = collections.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(hop).collect()
}

/// The collections of a payee whose money waits for a run or is on its way, however often it came back.
pub async fn collections_on_their_way(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
) -> Result<Vec<CollectionId>, DbErr> {
    let sql = "with recursive way as (
                   select e.id, e.collection_id, e.given_back_by_id from earning e
                   where e.expert_account_id = $1 and e.taken_at is null
                   union
                   select e.id, e.collection_id, e.given_back_by_id from disbursement d
                   join disbursement_line l on l.disbursement_id = d.id
                   join earning e on e.id = l.earning_id
                   where d.expert_account_id = $1
                     and d.state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved')
                   union
                   select e.id, e.collection_id, e.given_back_by_id from way w
                   join disbursement_line l on l.disbursement_id = w.given_back_by_id
                   join earning e on e.id = l.earning_id)
               select collection_id from way where collection_id is not null";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [expert_account_id.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "collection_id")).collect()
}

/// What is on its way, by run, rail and state: one row however many payees.
pub async fn in_flight(db: &impl ConnectionTrait) -> Result<Vec<InFlight>, DbErr> {
    let sql = "select d.run_on, d.currency, m.rail, d.state, count(*) as payees,
                   cast(sum(d.amount_minor) as bigint) as amount_minor,
                   min(d.since_at) as first_since_at, max(d.since_at) as last_since_at
               from disbursement d join payout_method m on m.id = d.payout_method_id
               where d.state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved')
               group by d.run_on, d.currency, m.rail, d.state
               order by d.run_on, d.currency, m.rail, d.state";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(flight).collect()
}

fn hop(row: &QueryResult) -> Result<Hop, DbErr> {
    let code: String = row.try_get("", "currency")?;
    let before: Money = money(row.try_get("", "before_minor")?, &code)?;
    let earning_id: EarningId = row.try_get("", "id")?;
    let disbursed = row.try_get::<Option<_>>("", "disbursement_id")?;
    let refunded = row.try_get::<Option<_>>("", "refund_id")?.map(Taker::Refund);
    let reversed = row.try_get::<Option<_>>("", "reversal_id")?.map(Taker::Reversal);
    let taken = match (disbursed, refunded, reversed) {
        (Some(disbursement_id), None, None) => Some(Taken::ByDisbursement { disbursement_id, before }),
        (None, Some(taker), None) | (None, None, Some(taker)) => Some(Taken::Back(taker)),
        (None, None, None) => None,
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
            return Err(contradiction(&earning_id));
        }
    };
    Ok(Hop {
        collection_id: row.try_get("", "origin_id")?,
        earning_id,
        amount: money(row.try_get("", "amount_minor")?, &code)?,
        available_at: row.try_get("", "available_at")?,
        taken,
    })
}

fn flight(row: &QueryResult) -> Result<InFlight, DbErr> {
    let (code, state, rail): (String, String, String) =
        (row.try_get("", "currency")?, row.try_get("", "state")?, row.try_get("", "rail")?);
    let since = |column| row.try_get::<Option<DateTime<Utc>>>("", column);
    let sent = match StateName::try_from_value(&state)? {
        StateName::Sent => since("first_since_at")?.zip(since("last_since_at")?),
        StateName::Scheduled
        | StateName::Claimed
        | StateName::Rendered
        | StateName::InFile
        | StateName::Unresolved
        | StateName::Paid
        | StateName::Rejected
        | StateName::Returned
        | StateName::Cancelled => None,
    };
    Ok(InFlight {
        run_on: row.try_get("", "run_on")?,
        rail: Rail::try_from_value(&rail)?,
        amount: money(row.try_get("", "amount_minor")?, &code)?,
        payees: u32::try_from(row.try_get::<i64>("", "payees")?).map_err(|error| DbErr::Type(error.to_string()))?,
        sent,
        is_unresolved: state == StateName::Unresolved.to_value(),
    })
}
