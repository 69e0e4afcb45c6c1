//! What others tell us, of itself or when it is asked.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};

use super::run;
use crate::Message;

/// Takes an outside event, of the instant `at` by its source's word, to be acted on in this transaction. `false`: it
/// was acted on before.
pub async fn receive(
    tx: &DatabaseTransaction,
    source: &str,
    external_id: &str,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "insert into inbox_event (source, external_id, at, received_at) values ($1, $2, $3, $4)
               on conflict (source, external_id) do nothing";
    Ok(run(tx, sql, [source.into(), external_id.into(), at.into(), now.into()]).await? == 1)
}

/// Keeps an outside event that cannot be acted on, with the reason. `false`: it was told before.
pub async fn set_aside(
    tx: &DatabaseTransaction,
    source: &str,
    (external_id, problem): (&str, &str),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "insert into inbox_event (source, external_id, at, received_at, problem) values ($1, $2, $3, $4, $5)
               on conflict (source, external_id) do nothing";
    Ok(run(tx, sql, [source.into(), external_id.into(), at.into(), now.into(), problem.into()]).await? == 1)
}

/// Keeps what was sent, to be acted on in this transaction; a second delivery waits here for the first. `false`: it was
/// kept before.
pub async fn keep_message(tx: &DatabaseTransaction, message: &Message<'_>, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "insert into inbox_message (source, message_id, kind, at, external_id, received_at)
               values ($1, $2, $3, $4, $5, $6) on conflict (source, message_id) do nothing";
    let Message { source, id, kind, at, told } = *message;
    let values = [source.into(), id.into(), kind.into(), at.into(), told.into(), now.into()];
    Ok(run(tx, sql, values).await? == 1)
}

/// The latest instant of which `source` has told something that was acted on. What it tells is acted on in its
/// order: whoever asks on from a little before misses nothing, however late it was received.
pub async fn last_told(db: &impl ConnectionTrait, source: &str) -> Result<Option<DateTime<Utc>>, DbErr> {
    let sql = "select coalesce(at, received_at) as at from inbox_event
               where source = $1 order by coalesce(at, received_at) desc limit 1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [source.into()]));
    row.await?.map(|row| row.try_get("", "at")).transpose()
}

/// What `source` told of the time since an instant, by its own ids: to leave out of a report what was acted on.
pub async fn told_since(
    db: &impl ConnectionTrait,
    source: &str,
    since: DateTime<Utc>,
) -> Result<HashSet<String>, DbErr> {
    let sql = "select external_id from inbox_event where source = $1 and coalesce(at, received_at) >= $2";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [source.into(), since.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "external_id")).collect()
}

/// Until when everything that `source` had to report when it was asked is taken in; `None`: it was never asked.
pub async fn asked_until(db: &impl ConnectionTrait, source: &str) -> Result<Option<DateTime<Utc>>, DbErr> {
    let sql = "select asked_until from inbox_source where source = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [source.into()]));
    row.await?.map_or(Ok(None), |row| row.try_get("", "asked_until"))
}

/// Writes down until when everything that `source` had to report is taken in; never goes back.
pub async fn note_asked(tx: &DatabaseTransaction, source: &str, until: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "insert into inbox_source (source, asked_until) values ($1, $2)
               on conflict (source) do update set asked_until = excluded.asked_until
               where inbox_source.asked_until is null or inbox_source.asked_until < excluded.asked_until";
    run(tx, sql, [source.into(), until.into()]).await.map(drop)
}

/// Takes the turn to ask `source`. `false`: somebody took it less than `every` ago.
pub async fn take_turn(
    tx: &DatabaseTransaction,
    source: &str,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "insert into inbox_source (source, turn_at) values ($1, $2)
               on conflict (source) do update set turn_at = excluded.turn_at
               where inbox_source.turn_at is null or inbox_source.turn_at <= $3";
    Ok(run(tx, sql, [source.into(), now.into(), (now - every).into()]).await? == 1)
}
