use chrono::{DateTime, Utc};
use kernel::{AccountId, Backlog, ComplaintId, LockRows, NextDue, Page, Queue, Slice, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Complaint, ComplaintState, Statement,
    entity::complaint::{ActiveModel, Column, Entity, Model, StateName},
};

/// What staff have to answer.
const QUEUE: Queue = Queue { table: "complaint", since: "filed_at", waiting: "where q.state <> 'answered'" };

pub async fn find_complaint(db: &impl ConnectionTrait, id: ComplaintId) -> Result<Option<Complaint>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Complaint::try_from).transpose()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_complaint(tx: &DatabaseTransaction, id: ComplaintId) -> Result<Option<Complaint>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Complaint::try_from).transpose()
}

/// What an account complained about, newest first.
pub async fn page_of_complaints_for_account(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<ComplaintId>,
) -> Result<Slice<Complaint>, DbErr> {
    page_of(db, Entity::find().filter(Column::AccountId.eq(account_id)), Column::Id, page).await
}

/// What waits for its answer, what waits longest first.
pub async fn page_of_complaint_queue(
    db: &impl ConnectionTrait,
    page: Page<ComplaintId>,
) -> Result<Slice<Complaint>, DbErr> {
    QUEUE.page::<Model, _, _>(db, vec![], page).await
}

/// How many wait for their answer, and for how long.
pub async fn complaint_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

/// Those of which staff are to be told by `now` that they are overdue, in due order, at most `max`.
pub async fn complaints_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<ComplaintId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::AlertAt.lte(now));
    due.order_by_asc(Column::AlertAt).order_by_asc(Column::Id).limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which staff are to be told of one.
pub fn next_complaint_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::AlertAt, after)
}

pub async fn insert_complaint(tx: &DatabaseTransaction, complaint: &Complaint) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(complaint.id),
        account_id: Set(complaint.account_id),
        member_id: Set(complaint.member_id),
        statement: Set(complaint.statement.clone()),
        filed_at: Set(complaint.filed_at),
        answer_due_at: Set(complaint.answer_due_at),
        final_due_at: Set(complaint.final_due_at),
        ..state_columns(complaint)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what its life changes: the state with its columns.
pub async fn save_complaint(tx: &DatabaseTransaction, complaint: &Complaint) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(complaint.id), ..state_columns(complaint) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(complaint: &Complaint) -> ActiveModel {
    let (extension, answer) = (complaint.extension().cloned(), complaint.answered().cloned());
    ActiveModel {
        state: Set(match complaint.state {
            ComplaintState::Received { .. } => StateName::Received,
            ComplaintState::Extended { .. } => StateName::Extended,
            ComplaintState::Answered { .. } => StateName::Answered,
        }),
        alert_at: Set(complaint.alert_at()),
        extended_at: Set(extension.as_ref().map(|said| said.at)),
        extension: Set(extension.map(|said| said.text)),
        answered_at: Set(answer.as_ref().map(|said| said.at)),
        answer: Set(answer.map(|said| said.text)),
        ..Default::default()
    }
}

impl TryFrom<Model> for Complaint {
    type Error = DbErr;

    /// Contradictory columns are an error that names the row.
    fn try_from(row: Model) -> Result<Self, DbErr> {
        let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
        let (alert_at, said) = (row.alert_at, |(text, at)| Statement { text, at });
        let extension = row.extension.zip(row.extended_at).map(said);
        let answer = row.answer.zip(row.answered_at).map(said);
        let state = match (row.state, extension, answer) {
            (StateName::Received, None, None) => ComplaintState::Received { alert_at },
            (StateName::Extended, Some(extension), None) => ComplaintState::Extended { extension, alert_at },
            (StateName::Answered, extension, Some(answer)) => ComplaintState::Answered { extension, answer },
            (StateName::Received | StateName::Extended | StateName::Answered, _, _) => return Err(contradiction()),
        };
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            member_id: row.member_id,
            statement: row.statement,
            filed_at: row.filed_at,
            answer_due_at: row.answer_due_at,
            final_due_at: row.final_due_at,
            state,
        })
    }
}
