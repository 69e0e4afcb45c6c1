mod letter;
mod notification;
mod outside;

use chrono::{DateTime, Utc};
use kernel::{EventId, Page, Slice, StaffId, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

pub use letter::{find_letter, insert_letter, letters_due, lock_letter, next_letter_due, page_of_letters, save_letter};
pub use notification::{
    InboxFilter, count_unread, digests_due, find_notification, insert_notification, mark_read, next_digest_due,
    page_of_inbox, preferences_of, preferences_on, save_preference, take_digest,
};
pub use outside::{asked_until, keep_message, last_told, note_asked, receive, set_aside, take_turn, told_since};

use super::{AuditRow, Command, Event, EventKind, Receipt};

/// Takes the key for this command, or returns the receipt of the command that had it first.
/// A second sender waits here until the first commits; if the first is refused, its key is free again,
/// because it was taken in the transaction that rolled back.
pub async fn claim(
    tx: &DatabaseTransaction,
    command: &Command,
    result_ref: &str,
    now: DateTime<Utc>,
) -> Result<Option<Receipt>, DbErr> {
    let taken = run(
        tx,
        "insert into idempotency_key (scope, key, command, payload_hash, result_ref, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (scope, key) do nothing",
        [
            command.scope.clone().into(),
            command.key.clone().into(),
            command.name.into(),
            command.payload_hash.clone().into(),
            result_ref.into(),
            now.into(),
        ],
    );
    if taken.await? == 1 { Ok(None) } else { receipt(tx, command).await.map(Some) }
}

/// Writes the audit row and the outbox event. Whoever delivers reads the outbox after the commit.
pub async fn record(tx: &DatabaseTransaction, event: &Event) -> Result<(), DbErr> {
    run(
        tx,
        "insert into audit_row (event_id, kind, member_id, staff_id, account_id, subject, reason, at, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            event.id.into(),
            event.kind.name().into(),
            event.actor.member().into(),
            event.actor.staff().into(),
            event.actor.account().into(),
            event.subject.clone().into(),
            event.reason.clone().into(),
            event.at.into(),
            event.recorded_at.into(),
        ],
    )
    .await?;
    let outbox = "insert into outbox_event (event_id, recorded_at) values ($1, $2)";
    run(tx, outbox, [event.id.into(), event.recorded_at.into()]).await.map(drop)
}

/// What nobody has been written about, in the order in which it was recorded, at most `max`.
pub async fn untold(db: &impl ConnectionTrait, max: u64) -> Result<Vec<EventId>, DbErr> {
    waiting(db, "sent_at", max).await
}

/// What stands in no inbox yet, in the order in which it was recorded, at most `max`.
pub async fn unnoted(db: &impl ConnectionTrait, max: u64) -> Result<Vec<EventId>, DbErr> {
    waiting(db, "noted_at", max).await
}

async fn waiting(db: &impl ConnectionTrait, done_at: &str, max: u64) -> Result<Vec<EventId>, DbErr> {
    let sql =
        format!("select event_id from outbox_event where {done_at} is null order by recorded_at, event_id limit $1");
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [max.into()]));
    rows.await?.iter().map(|row| row.try_get("", "event_id")).collect()
}

/// Takes an event out of the outbox, to write of it in this transaction. `None`: it is written of already.
pub async fn tell(tx: &DatabaseTransaction, id: EventId, now: DateTime<Utc>) -> Result<Option<AuditRow>, DbErr> {
    take(tx, "sent_at", id, now).await
}

/// Takes an event to be entered in inboxes in this transaction. `None`: it is entered already.
pub async fn note(tx: &DatabaseTransaction, id: EventId, now: DateTime<Utc>) -> Result<Option<AuditRow>, DbErr> {
    take(tx, "noted_at", id, now).await
}

async fn take(
    tx: &DatabaseTransaction,
    done_at: &str,
    id: EventId,
    now: DateTime<Utc>,
) -> Result<Option<AuditRow>, DbErr> {
    let sql = format!("update outbox_event set {done_at} = $2 where event_id = $1 and {done_at} is null");
    if run(tx, &sql, [id.into(), now.into()]).await? == 0 {
        return Ok(None);
    }
    let sql = "select * from audit_row where event_id = $1";
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]));
    row.await?.as_ref().map(audit_row).transpose()
}

/// When a member of staff did this since an instant, the latest first.
pub async fn done_by_staff(
    db: &impl ConnectionTrait,
    kind: EventKind,
    staff: StaffId,
    since: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, DbErr> {
    let sql = "select recorded_at from audit_row where kind = $1 and staff_id = $2 and recorded_at > $3
               order by recorded_at desc";
    let values = [kind.name().into(), staff.into(), since.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "recorded_at")).collect()
}

/// The audit trail, newest first: of one subject, or of everything.
pub async fn page(
    db: &impl ConnectionTrait,
    subject: Option<&str>,
    page: Page<EventId>,
) -> Result<Slice<AuditRow>, DbErr> {
    let sql = "select * from audit_row
               where (cast($1 as text) is null or subject = $1) and (cast($2 as uuid) is null or event_id < $2)
               order by event_id desc limit $3";
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [subject.into(), page.after.into(), limit.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(page.slice(rows.iter().map(audit_row).collect::<Result<_, _>>()?))
}

/// The audit trails of several subjects, newest first: of each so many rows as the page allows.
pub async fn pages_of_subjects(
    db: &impl ConnectionTrait,
    subjects: &[String],
    page: Page<EventId>,
) -> Result<Vec<AuditRow>, DbErr> {
    if subjects.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "select * from (
             select audit_row.*, row_number() over (partition by subject order by event_id desc) as place
             from audit_row
             where subject in ({}) and (cast($1 as uuid) is null or event_id < $1)
         ) numbered where place <= $2 order by event_id desc",
        placeholders(3, subjects.len())
    );
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let subjects = subjects.iter().map(|subject| Value::from(subject.as_str()));
    let values = [page.after.into(), limit.into()].into_iter().chain(subjects);
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(audit_row).collect()
}

fn audit_row(row: &QueryResult) -> Result<AuditRow, DbErr> {
    Ok(AuditRow {
        id: row.try_get("", "event_id")?,
        kind: row.try_get("", "kind")?,
        member_id: row.try_get("", "member_id")?,
        staff_id: row.try_get("", "staff_id")?,
        account_id: row.try_get("", "account_id")?,
        subject: row.try_get("", "subject")?,
        reason: row.try_get("", "reason")?,
        at: row.try_get("", "at")?,
        recorded_at: row.try_get("", "recorded_at")?,
    })
}

async fn receipt(tx: &DatabaseTransaction, command: &Command) -> Result<Receipt, DbErr> {
    let row = tx.query_one_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        "select command, payload_hash, result_ref from idempotency_key where scope = $1 and key = $2",
        [command.scope.clone().into(), command.key.clone().into()],
    ));
    let row = row.await?.ok_or_else(|| DbErr::RecordNotFound("idempotency_key".to_owned()))?;
    Ok(Receipt {
        command: row.try_get("", "command")?,
        payload_hash: row.try_get("", "payload_hash")?,
        result_ref: row.try_get("", "result_ref")?,
    })
}

async fn run<const N: usize>(tx: &DatabaseTransaction, sql: &str, values: [Value; N]) -> Result<u64, DbErr> {
    let done = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected())
}
