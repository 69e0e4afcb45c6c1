use chrono::{DateTime, Utc};
use kernel::{
    CancellationRequestId, DueColumns, EngagementId, ListColumns, LockRows, NextDue, Page, Pages, Side, due_rows,
    page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::Expr,
};

use crate::{
    CancellationRequest, CancellationState,
    entity::cancellation_request::{ActiveModel, Column, Entity, Model, SideName, StateName},
};

/// As its indexes say it, so that SQLite knows that it may take them.
const PENDING: &str = "state = 'pending'";

pub async fn find_cancellation(
    db: &impl ConnectionTrait,
    id: CancellationRequestId,
) -> Result<Option<CancellationRequest>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(CancellationRequest::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_cancellations(
    db: &impl ConnectionTrait,
    ids: &[CancellationRequestId],
) -> Result<Vec<CancellationRequest>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(CancellationRequest::try_from).collect()
}

/// Reads it for a decision; its engagement is locked before.
pub async fn lock_cancellation(
    tx: &DatabaseTransaction,
    id: CancellationRequestId,
) -> Result<Option<CancellationRequest>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(CancellationRequest::try_from).transpose()
}

/// The one that waits for an answer. It stays as it is while the engagement is held.
pub async fn open_cancellation(
    tx: &DatabaseTransaction,
    engagement_id: EngagementId,
) -> Result<Option<CancellationRequest>, DbErr> {
    let open = Entity::find().filter(Column::EngagementId.eq(engagement_id)).filter(Expr::cust(PENDING));
    open.one(tx).await?.map(CancellationRequest::try_from).transpose()
}

/// The one that waits for an answer, locked; the engagement is locked before.
pub async fn lock_open_cancellation(
    tx: &DatabaseTransaction,
    engagement_id: EngagementId,
) -> Result<Option<CancellationRequest>, DbErr> {
    let open = Entity::find().filter(Column::EngagementId.eq(engagement_id)).filter(Expr::cust(PENDING));
    open.lock_rows().one(tx).await?.map(CancellationRequest::try_from).transpose()
}

/// What was asked of engagements, newest first.
pub async fn pages_of_cancellations(
    db: &impl ConnectionTrait,
    parents: &[EngagementId],
    page: Page<CancellationRequestId>,
) -> Result<Pages<EngagementId, CancellationRequest>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::EngagementId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(CancellationRequest::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.engagement_id, page))
}

/// Those to which silence has agreed by `now`, in due order, at most `max`.
pub async fn cancellations_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<CancellationRequestId>, DbErr> {
    let columns = DueColumns { id: Column::Id, due_at: Column::AnswerDueAt };
    due_rows(db, Entity::find().filter(Expr::cust(PENDING)), columns, now, max).await
}

/// The earliest instant after `after` at which silence agrees to one.
pub fn next_cancellation_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find().filter(Expr::cust(PENDING)), Column::AnswerDueAt, after)
}

pub async fn insert_cancellation(tx: &DatabaseTransaction, request: &CancellationRequest) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(request.id),
        engagement_id: Set(request.engagement_id),
        customer_account_id: Set(request.customer_account_id),
        expert_account_id: Set(request.expert_account_id),
        asked_by: Set(match request.asked_by {
            Side::Customer => SideName::Customer,
            Side::Expert => SideName::Expert,
        }),
        reason: Set(request.reason.clone()),
        asked_at: Set(request.asked_at),
        ..state_columns(&request.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save_cancellation(tx: &DatabaseTransaction, request: &CancellationRequest) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(request.id), ..state_columns(&request.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(state: &CancellationState) -> ActiveModel {
    let decided = |name, at: DateTime<Utc>| ActiveModel { state: Set(name), decided_at: Set(Some(at)), ..no_state() };
    match state {
        CancellationState::Pending { answer_due_at } => {
            ActiveModel { state: Set(StateName::Pending), answer_due_at: Set(Some(*answer_due_at)), ..no_state() }
        }
        CancellationState::Approved { at, by } => {
            ActiveModel { consent: Set(Some(*by)), ..decided(StateName::Approved, *at) }
        }
        CancellationState::Rejected { at } => decided(StateName::Rejected, *at),
        CancellationState::Withdrawn { at, reason } => {
            ActiveModel { withdraw_reason: Set(Some(reason.clone())), ..decided(StateName::Withdrawn, *at) }
        }
    }
}

fn no_state() -> ActiveModel {
    ActiveModel {
        state: NotSet,
        answer_due_at: Set(None),
        decided_at: Set(None),
        consent: Set(None),
        withdraw_reason: Set(None),
        ..Default::default()
    }
}

impl TryFrom<Model> for CancellationRequest {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.id,
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            asked_by: match row.asked_by {
                SideName::Customer => Side::Customer,
                SideName::Expert => Side::Expert,
            },
            asked_at: row.asked_at,
            state: state(&row)?,
            reason: row.reason,
        })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<CancellationState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let at = || row.decided_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Pending => {
            CancellationState::Pending { answer_due_at: row.answer_due_at.ok_or_else(contradiction)? }
        }
        StateName::Approved => CancellationState::Approved { at: at()?, by: row.consent.ok_or_else(contradiction)? },
        StateName::Rejected => CancellationState::Rejected { at: at()? },
        StateName::Withdrawn => {
            let reason = row.withdraw_reason.clone().ok_or_else(contradiction)?;
            CancellationState::Withdrawn { at: at()?, reason }
        }
    })
}
