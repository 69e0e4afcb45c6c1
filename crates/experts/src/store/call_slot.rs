use chrono::{DateTime, Utc};
use kernel::{CallSlotId, IdentityCallId, IdentityCheckId, Page, Slice, StaffId, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};

use super::{contradiction, run};
use crate::{CallSlot, CallSlotState, CallTime, IdentityCall, IdentityCallState};

/// A slot, and the call that takes it, if one does.
const SLOT: &str = "select slot.*, call.id as call_id, call.identity_check_id, call.member_id, call.booked_at,
           call.state, call.ended_at
    from call_slot slot left join identity_call call on call.call_slot_id = slot.id and call.state <> 'cancelled'";
const CALL: &str = "select call.id as call_id, call.*, slot.starts_at, slot.ends_at
    from identity_call call join call_slot slot on slot.id = call.call_slot_id";

/// Those of `ids` that exist, in no particular order.
pub async fn find_slots(db: &impl ConnectionTrait, ids: &[CallSlotId]) -> Result<Vec<CallSlot>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!("{SLOT} where slot.id in ({})", placeholders(1, ids.len()));
    slots(db, &sql, ids.iter().map(|id| Value::from(*id))).await
}

/// The slots whose calls these checks wait for: at most one each, by the check.
pub async fn find_booked_slots(
    db: &impl ConnectionTrait,
    checks: &[IdentityCheckId],
) -> Result<Vec<(IdentityCheckId, CallSlot)>, DbErr> {
    if checks.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, checks.len());
    let sql = format!("{SLOT} where call.state = 'booked' and call.identity_check_id in ({places})");
    let found = slots(db, &sql, checks.iter().map(|id| Value::from(*id))).await?;
    let of_check = |slot: CallSlot| match &slot.state {
        CallSlotState::Taken(call) => Some((call.identity_check_id, slot)),
        CallSlotState::Free | CallSlotState::Withdrawn { .. } => None,
    };
    Ok(found.into_iter().filter_map(of_check).collect())
}

/// What can be booked at `now`, soonest first, at most `max`.
pub async fn free_slots(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<CallSlot>, DbErr> {
    let sql = format!(
        "{SLOT} where slot.withdrawn_at is null and slot.starts_at > $1 and call.id is null
         order by slot.starts_at, slot.id limit $2"
    );
    slots(db, &sql, [now.into(), limit(max)?]).await
}

/// Every slot that is offered or taken and not over at `now`, soonest first.
pub async fn page_slots(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    page: Page<CallSlotId>,
) -> Result<Slice<CallSlot>, DbErr> {
    let sql = format!(
        "{SLOT} where slot.withdrawn_at is null and slot.ends_at > $1 and (cast($2 as uuid) is null
             or (slot.starts_at, slot.id) > (select starts_at, id from call_slot where id = $2))
         order by slot.starts_at, slot.id limit $3"
    );
    Ok(page.slice(slots(db, &sql, [now.into(), page.after.into(), limit(page.limit())?]).await?))
}

/// The times for which a member of staff has offered calls that are not over at `now`. Locks nothing: whoever offers
/// more has locked the member of staff.
pub async fn times_of_staff(
    db: &impl ConnectionTrait,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Vec<CallTime>, DbErr> {
    let sql = format!("{SLOT} where slot.staff_id = $1 and slot.withdrawn_at is null and slot.ends_at > $2");
    Ok(slots(db, &sql, [staff.into(), now.into()]).await?.into_iter().map(|slot| slot.time).collect())
}

/// Reads it for a decision: nobody else books or withdraws it until the transaction ends.
pub async fn lock_slot(tx: &DatabaseTransaction, id: CallSlotId) -> Result<Option<CallSlot>, DbErr> {
    lock_rows(tx, "select id from call_slot where id = $1", [id.into()]).await?;
    // Who waited for the lock reads only now what was decided under it.
    Ok(find_slots(tx, &[id]).await?.pop())
}

/// A member of staff's slots that can still be booked at `now`, in the order of their ids, for a decision.
pub async fn lock_free_slots_of(
    tx: &DatabaseTransaction,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Vec<CallSlot>, DbErr> {
    let (of_staff, values) = ("staff_id = $1 and withdrawn_at is null and starts_at > $2", [staff.into(), now.into()]);
    lock_rows(tx, &format!("select id from call_slot where {of_staff} order by id"), values.clone()).await?;
    let found = slots(tx, &format!("{SLOT} where slot.{of_staff} order by slot.id"), values).await?;
    Ok(found.into_iter().filter(|slot| slot.state == CallSlotState::Free).collect())
}

pub async fn insert_slot(tx: &DatabaseTransaction, slot: &CallSlot) -> Result<(), DbErr> {
    let sql = "insert into call_slot (id, staff_id, starts_at, ends_at, place, published_at)
               values ($1, $2, $3, $4, $5, $6)";
    let CallTime { starts_at, ends_at } = slot.time;
    let values = [
        slot.id.into(),
        slot.staff_id.into(),
        starts_at.into(),
        ends_at.into(),
        slot.place.as_str().into(),
        slot.published_at.into(),
    ];
    run(tx, sql, values).await.map(drop)
}

/// Writes what staff may change of a slot: whether it is offered. Whether it is taken, its call says.
pub async fn save_slot(tx: &DatabaseTransaction, slot: &CallSlot) -> Result<(), DbErr> {
    let withdrawn_at = match slot.state {
        CallSlotState::Withdrawn { at } => Some(at),
        CallSlotState::Free | CallSlotState::Taken(_) => None,
    };
    run(tx, "update call_slot set withdrawn_at = $2 where id = $1", [slot.id.into(), withdrawn_at.into()])
        .await
        .map(drop)
}

/// One call, as it was booked.
pub async fn find_call(db: &impl ConnectionTrait, id: IdentityCallId) -> Result<Option<IdentityCall>, DbErr> {
    let sql = format!("{CALL} where call.id = $1");
    let row = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    db.query_one_raw(row).await?.as_ref().map(call).transpose()
}

/// Reads the call that a check waits for, for a decision. The check is locked first.
pub async fn lock_booked_call(tx: &DatabaseTransaction, check: IdentityCheckId) -> Result<Option<IdentityCall>, DbErr> {
    let of_check = "identity_check_id = $1 and state = 'booked'";
    lock_rows(tx, &format!("select id from identity_call where {of_check}"), [check.into()]).await?;
    let sql = format!("{CALL} where call.{of_check}");
    let row = Statement::from_sql_and_values(tx.get_database_backend(), sql, [check.into()]);
    tx.query_one_raw(row).await?.as_ref().map(call).transpose()
}

/// Books it. `false`: the slot is somebody else's.
pub async fn insert_call(tx: &DatabaseTransaction, call: &IdentityCall) -> Result<bool, DbErr> {
    let sql = "insert into identity_call (id, call_slot_id, identity_check_id, member_id, booked_at, state)
               values ($1, $2, $3, $4, $5, 'booked') on conflict do nothing";
    let values = [
        call.id.into(),
        call.call_slot_id.into(),
        call.identity_check_id.into(),
        call.member_id.into(),
        call.booked_at.into(),
    ];
    Ok(run(tx, sql, values).await? == 1)
}

/// Writes how a call ended.
pub async fn save_call(tx: &DatabaseTransaction, call: &IdentityCall) -> Result<(), DbErr> {
    let (state, ended_at) = match call.state {
        IdentityCallState::Booked => ("booked", None),
        IdentityCallState::Cancelled { at } => ("cancelled", Some(at)),
        IdentityCallState::Over { at } => ("over", Some(at)),
    };
    let sql = "update identity_call set state = $2, ended_at = $3 where id = $1";
    run(tx, sql, [call.id.into(), state.into(), ended_at.into()]).await.map(drop)
}

/// On SQLite, where one transaction writes at a time, there is nothing to lock.
async fn lock_rows(tx: &DatabaseTransaction, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let sql = format!("{sql} for no key update");
    tx.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await.map(drop)
}

async fn slots(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<CallSlot>, DbErr> {
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(slot).collect()
}

fn slot(row: &QueryResult) -> Result<CallSlot, DbErr> {
    let id: CallSlotId = row.try_get("", "id")?;
    let withdrawn_at: Option<DateTime<Utc>> = row.try_get("", "withdrawn_at")?;
    let call_id: Option<IdentityCallId> = row.try_get("", "call_id")?;
    let state = match (withdrawn_at, call_id) {
        (None, None) => CallSlotState::Free,
        (None, Some(_)) => CallSlotState::Taken(call_of_slot(row, id)?),
        (Some(at), None) => CallSlotState::Withdrawn { at },
        (Some(_), Some(_)) => return Err(contradiction(&id)),
    };
    Ok(CallSlot {
        id,
        staff_id: row.try_get("", "staff_id")?,
        time: time(row)?,
        place: row.try_get("", "place")?,
        published_at: row.try_get("", "published_at")?,
        state,
    })
}

fn call(row: &QueryResult) -> Result<IdentityCall, DbErr> {
    call_of_slot(row, row.try_get("", "call_slot_id")?)
}

fn call_of_slot(row: &QueryResult, call_slot_id: CallSlotId) -> Result<IdentityCall, DbErr> {
    let id: IdentityCallId = row.try_get("", "call_id")?;
    let (state, ended_at): (String, _) = (row.try_get("", "state")?, row.try_get("", "ended_at")?);
    let state = match (state.as_str(), ended_at) {
        ("booked", None) => IdentityCallState::Booked,
        ("cancelled", Some(at)) => IdentityCallState::Cancelled { at },
        ("over", Some(at)) => IdentityCallState::Over { at },
        (_, _) => return Err(contradiction(&id)),
    };
    Ok(IdentityCall {
        id,
        call_slot_id,
        identity_check_id: row.try_get("", "identity_check_id")?,
        member_id: row.try_get("", "member_id")?,
        time: time(row)?,
        booked_at: row.try_get("", "booked_at")?,
        state,
    })
}

fn time(row: &QueryResult) -> Result<CallTime, DbErr> {
    Ok(CallTime { starts_at: row.try_get("", "starts_at")?, ends_at: row.try_get("", "ends_at")? })
}

fn limit(max: u64) -> Result<Value, DbErr> {
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(max.into())
}
