use kernel::{AccessSessionId, EventId, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use crate::AccessSession;

pub async fn find_session(db: &impl ConnectionTrait, id: AccessSessionId) -> Result<Option<AccessSession>, DbErr> {
    let sql = "select * from access_session where id = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()])).await?;
    row.as_ref().map(session).transpose()
}

/// The sessions that these events opened, in no order.
pub async fn sessions_of_events(db: &impl ConnectionTrait, events: &[EventId]) -> Result<Vec<AccessSession>, DbErr> {
    if events.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!("select * from access_session where event_id in ({})", placeholders(1, events.len()));
    let values = events.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(session).collect()
}

/// The event must be recorded before.
pub async fn insert_session(tx: &DatabaseTransaction, session: &AccessSession) -> Result<(), DbErr> {
    let sql = "insert into access_session (id, access_grant_id, event_id, level, opened_at, expires_at)
               values ($1, $2, $3, $4, $5, $6)";
    let values = [
        session.id.into(),
        session.access_grant_id.into(),
        session.event_id.into(),
        session.level.as_str().into(),
        session.opened_at.into(),
        session.expires_at.into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn session(row: &QueryResult) -> Result<AccessSession, DbErr> {
    Ok(AccessSession {
        id: row.try_get("", "id")?,
        access_grant_id: row.try_get("", "access_grant_id")?,
        event_id: row.try_get("", "event_id")?,
        level: row.try_get("", "level")?,
        opened_at: row.try_get("", "opened_at")?,
        expires_at: row.try_get("", "expires_at")?,
    })
}
