use kernel::{AccountId, Actor, MemberId, StaffId, placeholders};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::{contradiction, rights};
use crate::Identity;

/// Who somebody is to us: staff where appointed, by token or by e-mail as long as nobody signed in under the
/// appointment; else the member who they are; else a newcomer. Members of closed accounts still read.
const ACTOR: &str = "
    select 1 as rank, id, cast(null as uuid) as account_id, rights from staff
    where state = 'appointed' and (subject = $1 or (subject is null and email = $2))
    union all
    select 2 as rank, id, account_id, rights from member
    where state = 'active' and subject = $1
    order by 1
    limit 1";

pub async fn actor_of(db: &impl ConnectionTrait, identity: &Identity) -> Result<Actor, DbErr> {
    let values = [identity.subject.as_str().into(), identity.email.as_str().into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), ACTOR, values)).await?;
    row.map_or(Ok(Actor::Newcomer), |row| actor(&row, identity.second_factor))
}

/// Whether a member of staff is the same person as a member of an account: by token, or by e-mail address.
pub async fn is_same_person(db: &impl ConnectionTrait, staff: StaffId, member: MemberId) -> Result<bool, DbErr> {
    let sql = "select 1 from staff s join member m on m.subject = s.subject or m.email = s.email
               where s.id = $1 and m.id = $2";
    exists(db, sql, [staff.into(), member.into()]).await
}

/// Those of `members` who work for the operator, by token or by e-mail address (IQ-12).
pub async fn staff_among(db: &impl ConnectionTrait, members: &[MemberId]) -> Result<Vec<MemberId>, DbErr> {
    let places = placeholders(1, members.len());
    let sql = format!(
        "select m.id from member m
         where m.id in ({places})
           and exists (select 1 from staff s where s.state = 'appointed' and (s.subject = m.subject or s.email = m.email))"
    );
    let members = members.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, members)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

/// Whether a member of staff is also one of an account's active members, and so does not review it.
pub async fn works_for(db: &impl ConnectionTrait, staff: StaffId, account: AccountId) -> Result<bool, DbErr> {
    let sql = "select 1 from staff s join member m on m.subject = s.subject or m.email = s.email
               where s.id = $1 and m.account_id = $2 and m.state = 'active'";
    exists(db, sql, [staff.into(), account.into()]).await
}

pub(super) async fn exists<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<bool, DbErr> {
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(row.is_some())
}

fn actor(row: &QueryResult, second_factor: bool) -> Result<Actor, DbErr> {
    let names: Option<String> = row.try_get("", "rights")?;
    if row.try_get::<i32>("", "rank")? == 1 {
        let staff: StaffId = row.try_get("", "id")?;
        return Ok(Actor::Staff { staff, rights: rights(names.as_ref(), &staff)?, second_factor });
    }
    let member: MemberId = row.try_get("", "id")?;
    let account = row.try_get::<Option<AccountId>>("", "account_id")?.ok_or_else(|| contradiction(&member))?;
    Ok(Actor::Member { member, account, rights: rights(names.as_ref(), &member)?, second_factor })
}
