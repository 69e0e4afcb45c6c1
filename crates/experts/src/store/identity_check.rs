use chrono::{DateTime, Utc};
use kernel::{Backlog, IdentityCheckId, LockRows, Queue, RegistrationId};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};

use super::contradiction;
use crate::{
    Document, IdentityCheck, IdentityCheckState,
    entity::identity_check::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find_check(db: &impl ConnectionTrait, id: IdentityCheckId) -> Result<Option<IdentityCheck>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(IdentityCheck::try_from).transpose()
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_checks(db: &impl ConnectionTrait, ids: &[IdentityCheckId]) -> Result<Vec<IdentityCheck>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(IdentityCheck::try_from).collect()
}

/// The check of a registration: it has one from its first filing on.
pub async fn find_check_of(
    db: &impl ConnectionTrait,
    registration: RegistrationId,
) -> Result<Option<IdentityCheck>, DbErr> {
    let row = Entity::find().filter(Column::RegistrationId.eq(registration)).one(db).await?;
    row.map(IdentityCheck::try_from).transpose()
}

/// The checks of these registrations: at most one each.
pub async fn find_checks_of(
    db: &impl ConnectionTrait,
    registrations: &[RegistrationId],
) -> Result<Vec<IdentityCheck>, DbErr> {
    let rows = Entity::find().filter(Column::RegistrationId.is_in(registrations.iter().copied())).all(db).await?;
    rows.into_iter().map(IdentityCheck::try_from).collect()
}

/// Reads it for a decision. Its registration is locked first.
pub async fn lock_check(tx: &DatabaseTransaction, id: IdentityCheckId) -> Result<Option<IdentityCheck>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(IdentityCheck::try_from).transpose()
}

/// Reads the check of a registration for a decision. The registration is locked first.
pub async fn lock_check_of(
    tx: &DatabaseTransaction,
    registration: RegistrationId,
) -> Result<Option<IdentityCheck>, DbErr> {
    let row = Entity::find().filter(Column::RegistrationId.eq(registration)).lock_rows().one(tx).await?;
    row.map(IdentityCheck::try_from).transpose()
}

/// What staff have to look at.
const QUEUE: Queue = Queue { table: "identity_check", since: "since_at", waiting: "where q.state = 'under_review'" };

/// How many identity checks staff have to look at, and for how long.
pub async fn check_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

/// Who has to have a video call, while none can be booked.
const CALLS_WANTED: Queue = Queue {
    table: "identity_check",
    since: "since_at",
    waiting: "
        where q.state = 'call_required' and not exists (
            select 1 from call_slot slot
            where slot.withdrawn_at is null and slot.starts_at > $1 and not exists (
                select 1 from identity_call call where call.call_slot_id = slot.id and call.state <> 'cancelled'))",
};

/// How many identity checks wait for staff to offer a call, and for how long.
pub async fn calls_wanted(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Backlog>, DbErr> {
    CALLS_WANTED.backlog(db, vec![now.into()]).await
}

pub async fn insert_check(tx: &DatabaseTransaction, check: &IdentityCheck) -> Result<(), DbErr> {
    let row = ActiveModel { id: Set(check.id), registration_id: Set(check.registration_id), ..state_columns(check) };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save_check(tx: &DatabaseTransaction, check: &IdentityCheck) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(check.id), ..state_columns(check) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(check: &IdentityCheck) -> ActiveModel {
    let row = |name| ActiveModel {
        state: Set(name),
        since_at: Set(check.since),
        document: Set(None),
        call_at: Set(None),
        evidence: Set(None),
        reason: Set(None),
        ..Default::default()
    };
    match &check.state {
        IdentityCheckState::Pending => row(StateName::Pending),
        IdentityCheckState::UnderReview { document } => {
            ActiveModel { document: Set(Some(document.to_string())), ..row(StateName::UnderReview) }
        }
        IdentityCheckState::ActionRequired { reason } => {
            ActiveModel { reason: Set(Some(reason.clone())), ..row(StateName::ActionRequired) }
        }
        IdentityCheckState::CallRequired => row(StateName::CallRequired),
        IdentityCheckState::CallScheduled { call_at } => {
            ActiveModel { call_at: Set(Some(*call_at)), ..row(StateName::CallScheduled) }
        }
        IdentityCheckState::Passed { evidence } => {
            ActiveModel { evidence: Set(Some(evidence.clone())), ..row(StateName::Passed) }
        }
        IdentityCheckState::Failed { evidence, reason } => ActiveModel {
            evidence: Set(Some(evidence.clone())),
            reason: Set(Some(reason.clone())),
            ..row(StateName::Failed)
        },
    }
}

impl TryFrom<Model> for IdentityCheck {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (id, registration_id, since) = (row.id, row.registration_id, row.since_at);
        let contradiction = || contradiction(&id);
        let state = match row.state {
            StateName::Pending => IdentityCheckState::Pending,
            StateName::UnderReview => {
                let document = row.document.ok_or_else(contradiction)?;
                let document = Document::read(&document).map_err(|error| DbErr::Type(format!("{id}: {error}")))?;
                IdentityCheckState::UnderReview { document }
            }
            StateName::ActionRequired => {
                IdentityCheckState::ActionRequired { reason: row.reason.ok_or_else(contradiction)? }
            }
            StateName::CallRequired => IdentityCheckState::CallRequired,
            StateName::CallScheduled => {
                IdentityCheckState::CallScheduled { call_at: row.call_at.ok_or_else(contradiction)? }
            }
            StateName::Passed => IdentityCheckState::Passed { evidence: row.evidence.ok_or_else(contradiction)? },
            StateName::Failed => IdentityCheckState::Failed {
                evidence: row.evidence.ok_or_else(contradiction)?,
                reason: row.reason.ok_or_else(contradiction)?,
            },
        };
        Ok(Self { id, registration_id, state, since })
    }
}
