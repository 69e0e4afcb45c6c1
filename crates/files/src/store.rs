//! Reads, locks and writes uploads. Nothing is decided here.

use chrono::{DateTime, Utc};
use kernel::{DueColumns, LockRows, MemberId, NextDue, UploadId, due_rows};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Upload, UploadState,
    entity::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find(db: &impl ConnectionTrait, id: UploadId) -> Result<Option<Upload>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Upload::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[UploadId]) -> Result<Vec<Upload>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Upload::try_from).collect()
}

/// Reads it for a decision.
pub async fn lock(tx: &DatabaseTransaction, id: UploadId) -> Result<Option<Upload>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Upload::try_from).transpose()
}

/// Until when the person's unused uploads wait, the first to be forgotten first; at most `limit`.
pub async fn waiting(db: &impl ConnectionTrait, member: MemberId, limit: u64) -> Result<Vec<DateTime<Utc>>, DbErr> {
    let rows = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::MemberId.eq(member))
        .filter(Column::State.is_in([StateName::Receiving, StateName::Unused]))
        .order_by_asc(Column::DueAt)
        .limit(limit);
    let rows: Vec<Option<DateTime<Utc>>> = rows.into_tuple().all(db).await?;
    Ok(rows.into_iter().flatten().collect())
}

/// What is due to be discarded by `until`, in due order.
pub async fn due(db: &impl ConnectionTrait, until: DateTime<Utc>, limit: u64) -> Result<Vec<UploadId>, DbErr> {
    let columns = DueColumns { id: Column::Id, due_at: Column::DueAt };
    due_rows(db, Entity::find(), columns, until, limit).await
}

/// The earliest instant after `after` at which an upload is due to be discarded.
pub fn next_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::DueAt, after)
}

pub async fn insert(tx: &DatabaseTransaction, upload: &Upload) -> Result<(), DbErr> {
    let size = i32::try_from(upload.size).map_err(|error| DbErr::Type(error.to_string()))?;
    let row = ActiveModel {
        id: Set(upload.id),
        account_id: Set(upload.account_id),
        member_id: Set(upload.member_id),
        media_type: Set(upload.media_type),
        size: Set(size),
        received_at: Set(upload.received_at),
        ..state_columns(upload.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a transition changes: the state and its columns.
pub async fn save(tx: &DatabaseTransaction, upload: &Upload) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(upload.id), ..state_columns(upload.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// Forgets it; what is gone already is gone.
pub async fn delete(tx: &DatabaseTransaction, id: UploadId) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await.map(drop)
}

fn state_columns(state: UploadState) -> ActiveModel {
    let (name, due_at, used) = match state {
        UploadState::Receiving { until } => (StateName::Receiving, Some(until), None),
        UploadState::Unused { until } => (StateName::Unused, Some(until), None),
        UploadState::Used { purpose, at } => (StateName::Used, None, Some((purpose, at))),
        UploadState::Discarded { at } => (StateName::Discarded, Some(at), None),
    };
    let (purpose, used_at) = used.unzip();
    let (state, due_at) = (Set(name), Set(due_at));
    ActiveModel { state, due_at, purpose: Set(purpose), used_at: Set(used_at), ..Default::default() }
}

impl TryFrom<Model> for Upload {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = match (row.state, row.due_at, row.purpose, row.used_at) {
            (StateName::Receiving, Some(until), None, None) => UploadState::Receiving { until },
            (StateName::Unused, Some(until), None, None) => UploadState::Unused { until },
            (StateName::Used, None, Some(purpose), Some(at)) => UploadState::Used { purpose, at },
            (StateName::Discarded, Some(at), None, None) => UploadState::Discarded { at },
            (StateName::Receiving | StateName::Unused | StateName::Used | StateName::Discarded, ..) => {
                return Err(DbErr::Type(format!("{} has a state that its columns contradict", row.id)));
            }
        };
        let size = u32::try_from(row.size).map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))?;
        let Model { id, account_id, member_id, media_type, received_at, .. } = row;
        Ok(Self { id, account_id, member_id, media_type, size, received_at, state })
    }
}
