use chrono::{DateTime, Utc};
use kernel::{
    DisbursementBatchId, DisbursementId, DueColumns, ListColumns, LockRows, NextDue, Page, Pages, Sealed, Slice,
    due_rows, page_of, page_of_each, pages,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Statement,
};

use super::{contradiction, money, run};
use crate::{
    BODY, Batch, BatchState, Disbursement, FILE_MAX, Rail,
    entity::{
        disbursement as member,
        disbursement_batch::{ActiveModel, Column, Entity, Model, StateName},
        payout_method,
    },
};

const DUE: DueColumns<Column> = DueColumns { id: Column::Id, due_at: Column::DueAt };

/// What nobody has handed over, or a dead worker left behind.
const TO_HAND_OVER: [StateName; 2] = [StateName::Rendered, StateName::Sending];
/// From here on entries are counted from one again. By then nothing of the first returns any more.
const SEQUENCE_MAX: u32 = 9_000_000;

/// How far the files of a rail count, so that no two look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileCount {
    /// The files that were made since the instant that was asked for.
    pub files: u32,
    /// What the next entry is numbered.
    pub next_sequence: u32,
}

pub async fn find_batch(db: &impl ConnectionTrait, id: DisbursementBatchId) -> Result<Option<Batch>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Batch::try_from).transpose()
}

pub async fn lock_batch(tx: &DatabaseTransaction, id: DisbursementBatchId) -> Result<Option<Batch>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Batch::try_from).transpose()
}

/// The file that the bank knows by this name.
pub async fn lock_batch_named(tx: &DatabaseTransaction, file_identity: &str) -> Result<Option<Batch>, DbErr> {
    let row = Entity::find().filter(Column::FileIdentity.eq(file_identity)).lock_rows().one(tx).await?;
    row.map(Batch::try_from).transpose()
}

/// The files, newest first.
pub async fn page_of_batches(
    db: &impl ConnectionTrait,
    page: Page<DisbursementBatchId>,
) -> Result<Slice<Batch>, DbErr> {
    page_of(db, Entity::find(), Column::Id, page).await
}

/// What several files carry, newest first.
pub async fn pages_of_members(
    db: &impl ConnectionTrait,
    ids: &[DisbursementBatchId],
    page: Page<DisbursementId>,
) -> Result<Pages<DisbursementBatchId, Disbursement>, DbErr> {
    let of_file = ListColumns { parent: member::Column::BatchId, id: member::Column::Id };
    let rows = page_of_each(db, member::Entity::find(), of_file, ids, page).await?;
    let with_file = |row: member::Model| {
        let id = row.batch_id.ok_or_else(|| contradiction(&row.id))?;
        Ok::<_, DbErr>((id, Disbursement::try_from(row)?))
    };
    let rows = rows.into_iter().map(with_file).collect::<Result<Vec<_>, _>>()?;
    let lists = pages(rows, |(id, _)| *id, page).into_iter();
    Ok(lists.map(|(id, members)| (id, members.map(|(_, member)| member))).collect())
}

/// What a file carries, in the order of all locks.
pub async fn members_of(db: &impl ConnectionTrait, id: DisbursementBatchId) -> Result<Vec<Disbursement>, DbErr> {
    let rows = member::Entity::find().filter(member::Column::BatchId.eq(id)).order_by_asc(member::Column::Id);
    rows.all(db).await?.into_iter().map(Disbursement::try_from).collect()
}

/// Whose reference it is, in what a bank says.
pub async fn find_by_reference(db: &impl ConnectionTrait, reference: &str) -> Result<Option<Disbursement>, DbErr> {
    let row = member::Entity::find().filter(member::Column::Reference.eq(reference)).one(db).await?;
    row.map(Disbursement::try_from).transpose()
}

/// What waits for a file of this rail, the oldest first, as much as one file takes.
pub async fn waiting_for_file(
    db: &impl ConnectionTrait,
    rail: Rail,
    now: DateTime<Utc>,
) -> Result<Vec<Disbursement>, DbErr> {
    let rows = waiting(&[rail]).filter(member::Column::DueAt.lte(now)).order_by_asc(member::Column::Id);
    rows.limit(FILE_MAX).all(db).await?.into_iter().map(Disbursement::try_from).collect()
}

/// The first instant after `after` at which something waits for a file of one of these rails.
pub fn next_file_due(rails: &[Rail], after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(waiting(rails), member::Column::DueAt, after)
}

fn waiting(rails: &[Rail]) -> Select<member::Entity> {
    let methods = payout_method::Entity::find().select_only().column(payout_method::Column::Id);
    let methods = methods.filter(payout_method::Column::Rail.is_in(rails.iter().map(ActiveEnum::to_value)));
    let scheduled = member::Entity::find().filter(member::Column::State.eq(member::StateName::Scheduled));
    scheduled.filter(member::Column::PayoutMethodId.in_subquery(methods.into_query()))
}

pub async fn count_files(db: &impl ConnectionTrait, rail: Rail, since: DateTime<Utc>) -> Result<FileCount, DbErr> {
    let sql = "select count(*) as files,
                   coalesce((select first_sequence + payments from disbursement_batch
                             where rail = $1 order by id desc limit 1), 1) as next_sequence
               from disbursement_batch where rail = $1 and made_at >= $2";
    let values = [rail.to_value().into(), since.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a count has one row".to_owned()))?;
    let next_sequence = unsigned(row.try_get::<i32>("", "next_sequence")?.into())?;
    Ok(FileCount {
        files: unsigned(row.try_get::<i64>("", "files")?)?,
        next_sequence: if next_sequence > SEQUENCE_MAX { 1 } else { next_sequence },
    })
}

fn unsigned(number: i64) -> Result<u32, DbErr> {
    u32::try_from(number).map_err(|error| DbErr::Type(error.to_string()))
}

fn signed(number: u32) -> Result<i32, DbErr> {
    i32::try_from(number).map_err(|error| DbErr::Type(error.to_string()))
}

/// Writes a file that was just rendered. `false`: another has its identity.
pub async fn insert_batch(tx: &DatabaseTransaction, batch: &Batch, body: &Sealed) -> Result<bool, DbErr> {
    let sql = "insert into disbursement_batch
               (id, rail, file_identity, payments, currency, amount_minor, execute_on, first_sequence, made_at,
                state, since_at, due_at, body, sealed_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'rendered', $9, $9, $10, $11)
               on conflict (file_identity) do nothing";
    let values = [
        batch.id.into(),
        batch.rail.to_value().into(),
        batch.file_identity.clone().into(),
        signed(batch.payments)?.into(),
        batch.amount.currency().code().into(),
        batch.amount.minor().into(),
        batch.execute_on.into(),
        signed(batch.first_sequence)?.into(),
        batch.made_at.into(),
        body.text.clone().into_bytes().into(),
        body.key.into(),
    ];
    Ok(run(tx, sql, values).await? == 1)
}

/// A scheduled disbursement goes into a file, under a reference of its own. `false`: it is not scheduled any more.
pub async fn put_in_file(
    tx: &DatabaseTransaction,
    (id, reference): (DisbursementId, &str),
    batch_id: DisbursementBatchId,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "update disbursement
               set state = 'in_file', since_at = $2, due_at = null, batch_id = $3, reference = $4
               where id = $1 and state = 'scheduled'";
    Ok(run(tx, sql, [id.into(), at.into(), batch_id.into(), reference.into()]).await? == 1)
}

/// What is to be handed over, at most `max`, in due order.
pub async fn hand_overs_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<DisbursementBatchId>, DbErr> {
    due_rows(db, in_states(&TO_HAND_OVER), DUE, now, max).await
}

/// The first instant after `after` at which a file is to be handed over.
pub fn next_hand_over_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&TO_HAND_OVER), Column::DueAt, after)
}

/// Files that the bank should have carried out by now, at most `max`, in due order.
pub async fn stale_batches(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<DisbursementBatchId>, DbErr> {
    due_rows(db, in_states(&[StateName::Accepted]), DUE, now, max).await
}

/// The first instant after `after` by which the bank should have carried a file out.
pub fn next_batch_stale(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&[StateName::Accepted]), Column::DueAt, after)
}

fn in_states(states: &[StateName]) -> Select<Entity> {
    Entity::find().filter(Column::State.is_in(states.iter().copied()))
}

/// Writes what a step changes. The bytes, once written, are never others.
pub async fn save_batch(tx: &DatabaseTransaction, batch: &Batch) -> Result<(), DbErr> {
    let (state, due_at, reason) = match &batch.state {
        BatchState::Rendered { send_at, .. } => (StateName::Rendered, Some(*send_at), None),
        BatchState::Sending { lease_ends_at, .. } => (StateName::Sending, Some(*lease_ends_at), None),
        BatchState::Accepted { stale_at, .. } => (StateName::Accepted, *stale_at, None),
        BatchState::Rejected { reason, .. } => (StateName::Rejected, None, Some(reason.clone())),
        BatchState::Settled { .. } => (StateName::Settled, None, None),
    };
    let row = ActiveModel {
        id: Unchanged(batch.id),
        attempts: Set(signed(batch.attempts)?),
        state: Set(state),
        since_at: Set(batch.since()),
        due_at: Set(due_at),
        reason: Set(reason),
        ..Default::default()
    };
    row.update_without_returning(tx).await.map(drop)
}

/// Files the bank has, of whose disbursements none is open any more.
pub async fn settled_batches(db: &impl ConnectionTrait, max: u64) -> Result<Vec<DisbursementBatchId>, DbErr> {
    let sql = "select b.id from disbursement_batch b
               where b.state = 'accepted'
                 and not exists (select 1 from disbursement d where d.batch_id = b.id
                                 and d.state in ('in_file', 'sent', 'unresolved'))
               order by b.id limit $1";
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [max.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "id")).collect()
}

fn body(row: &Model) -> Result<Sealed, DbErr> {
    Ok(Sealed::stored_bytes(BODY.at(row.id.uuid()), row.body.clone(), Some(row.sealed_by))?)
}

impl TryFrom<Model> for Batch {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (amount, state) = (money(row.amount_minor, &row.currency)?, state(&row)?);
        let (payments, first_sequence) = (unsigned(row.payments.into())?, unsigned(row.first_sequence.into())?);
        let attempts = unsigned(row.attempts.into())?;
        let Model { id, rail, file_identity, execute_on, made_at, .. } = row;
        Ok(Self { id, rail, file_identity, payments, amount, execute_on, first_sequence, made_at, attempts, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<BatchState, DbErr> {
    let (at, due_at) = (row.since_at, || row.due_at.ok_or_else(|| contradiction(&row.id)));
    Ok(match row.state {
        StateName::Rendered => BatchState::Rendered { at, send_at: due_at()?, body: body(row)? },
        StateName::Sending => BatchState::Sending { at, lease_ends_at: due_at()?, body: body(row)? },
        StateName::Accepted => BatchState::Accepted { at, stale_at: row.due_at },
        StateName::Rejected => {
            BatchState::Rejected { at, reason: row.reason.clone().ok_or_else(|| contradiction(&row.id))? }
        }
        StateName::Settled => BatchState::Settled { at },
    })
}
