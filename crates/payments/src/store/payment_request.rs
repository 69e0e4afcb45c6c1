use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    AccountId, EngagementId, ListColumns, LockRows, NextDue, Page, Pages, PaymentRequestId, page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
    sea_query::Expr,
};

use super::{charge::IS_OPEN, money, rate};
use crate::{
    Bill, PaymentRequest, State,
    entity::payment_request::{ActiveModel, Column, Entity, Model, StateName},
    payment_request::first_instant,
};

/// As its index says it, so that SQLite knows that it may take it.
const PLANNED: &str = "state = 'planned'";

pub async fn find(db: &impl ConnectionTrait, id: PaymentRequestId) -> Result<Option<PaymentRequest>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(PaymentRequest::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[PaymentRequestId]) -> Result<Vec<PaymentRequest>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(PaymentRequest::try_from).collect()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock(tx: &DatabaseTransaction, id: PaymentRequestId) -> Result<Option<PaymentRequest>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(PaymentRequest::try_from).transpose()
}

/// What is still to come of an engagement's schedule, locked in the order of its days; the engagement is locked before.
pub async fn lock_planned(tx: &DatabaseTransaction, id: EngagementId) -> Result<Vec<PaymentRequest>, DbErr> {
    let planned = Entity::find().filter(Column::EngagementId.eq(id)).filter(Column::State.eq(StateName::Planned));
    let planned = planned.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    planned.into_iter().map(PaymentRequest::try_from).collect()
}

/// The bills of engagements, newest first.
pub async fn pages_of_engagements(
    db: &impl ConnectionTrait,
    parents: &[EngagementId],
    page: Page<PaymentRequestId>,
) -> Result<Pages<EngagementId, PaymentRequest>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::EngagementId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(PaymentRequest::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.bill.engagement_id, page))
}

/// The bills of a payee that wait for their decision or their day, or of which something is still to be collected.
pub async fn open_bills_of(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
) -> Result<Vec<PaymentRequestId>, DbErr> {
    let sql = format!(
        "select id from payment_request where expert_account_id = $1 and state in ('planned', 'submitted', 'frozen')
         union all
         select payment_request_id from charge where expert_account_id = $1 and {IS_OPEN}"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [expert_account_id.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "id")).collect()
}

/// Whether a bill of the engagement waits for its decision, or for the end of a dispute. Ask under the lock of the
/// engagement.
pub async fn has_undecided(db: &impl ConnectionTrait, engagement_id: EngagementId) -> Result<bool, DbErr> {
    let waiting = Entity::find().filter(Column::EngagementId.eq(engagement_id));
    let waiting = waiting.filter(Column::State.is_in([StateName::Submitted, StateName::Frozen]));
    Ok(waiting.limit(1).one(db).await?.is_some())
}

/// When silence approves the final bill of an engagement, itself or by settling the dispute about it, and so completes the
/// work; `None` if none waits, or waits for the customer for ever. It stays so while the engagement is held.
pub async fn final_bill_due_at(tx: &DatabaseTransaction, id: EngagementId) -> Result<Option<DateTime<Utc>>, DbErr> {
    let sql = "select coalesce(dispute.answer_due_at, bill.auto_approve_at) as due_at from payment_request bill
               left join dispute on dispute.payment_request_id = bill.id and dispute.state = 'awaiting_customer'
               where bill.engagement_id = $1 and bill.is_final and bill.state in ('submitted', 'frozen')";
    let row = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
    tx.query_one_raw(row).await?.map_or(Ok(None), |row| row.try_get("", "due_at"))
}

/// The bills that silence decides by `now`, in due order, at most `max`.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<PaymentRequestId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::AutoApproveAt.lte(now));
    due.order_by_asc(Column::AutoApproveAt).order_by_asc(Column::Id).limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which silence will decide one.
pub fn next_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::AutoApproveAt, after)
}

/// The payments of schedules whose day has come by `now`, in due order, at most `max`.
pub async fn scheduled(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<PaymentRequestId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Expr::cust(PLANNED));
    let due = due.filter(Column::ScheduledOn.lte(now.date_naive()));
    due.order_by_asc(Column::ScheduledOn).order_by_asc(Column::Id).limit(max).into_tuple().all(db).await
}

/// The first midnight after `after` at which a payment of a schedule is due.
pub fn next_scheduled(after: DateTime<Utc>) -> NextDue {
    let planned = Entity::find().filter(Expr::cust(PLANNED)).filter(Column::ScheduledOn.gt(after.date_naive()));
    NextDue::of_days(planned, Column::ScheduledOn, first_instant)
}

pub async fn insert(tx: &DatabaseTransaction, request: &PaymentRequest) -> Result<(), DbErr> {
    let bill = request.bill.clone();
    let row = ActiveModel {
        id: Set(request.id),
        engagement_id: Set(bill.engagement_id),
        customer_account_id: Set(bill.customer_account_id),
        expert_account_id: Set(bill.expert_account_id),
        answers_id: Set(bill.answers_id),
        currency: Set(bill.amount.currency().code().to_owned()),
        amount_minor: Set(bill.amount.minor()),
        name: Set(bill.name),
        description: Set(bill.description),
        is_final: Set(bill.is_final),
        scheduled_on: Set(bill.scheduled_on),
        submitted_at: Set(request.submitted_at),
        ..state_columns(&request.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save(tx: &DatabaseTransaction, request: &PaymentRequest) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(request.id), ..state_columns(&request.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(state: &State) -> ActiveModel {
    let name = |name| ActiveModel { state: Set(name), ..no_state() };
    match state {
        State::Planned { .. } => name(StateName::Planned), // Due by its day.
        State::Submitted { auto_approve_at } => {
            ActiveModel { auto_approve_at: Set(*auto_approve_at), ..name(StateName::Submitted) }
        }
        State::Frozen { left } => ActiveModel {
            frozen_left_micros: Set(left.and_then(|left| left.num_microseconds())),
            ..name(StateName::Frozen)
        },
        State::Approved { at, by, rate, fee } => ActiveModel {
            approved_by: Set(Some(*by)),
            fee_basis_points: Set(Some(rate.basis_points().into())),
            fee_minor: Set(Some(fee.minor())),
            ..decided(*at, name(StateName::Approved))
        },
        State::Declined { at, reason } => {
            ActiveModel { decline_reason: Set(Some(reason.clone())), ..decided(*at, name(StateName::Declined)) }
        }
        State::Withdrawn { at } => decided(*at, name(StateName::Withdrawn)),
        State::Cancelled { at } => decided(*at, name(StateName::Cancelled)),
    }
}

fn decided(at: DateTime<Utc>, row: ActiveModel) -> ActiveModel {
    ActiveModel { decided_at: Set(Some(at)), ..row }
}

fn no_state() -> ActiveModel {
    ActiveModel {
        state: NotSet,
        auto_approve_at: Set(None),
        frozen_left_micros: Set(None),
        decided_at: Set(None),
        approved_by: Set(None),
        fee_basis_points: Set(None),
        fee_minor: Set(None),
        decline_reason: Set(None),
        ..Default::default()
    }
}

impl TryFrom<Model> for PaymentRequest {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = state(&row)?;
        let bill = Bill {
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            amount: money(row.amount_minor, &row.currency)?,
            name: row.name,
            description: row.description,
            is_final: row.is_final,
            answers_id: row.answers_id,
            scheduled_on: row.scheduled_on,
        };
        Ok(Self { id: row.id, bill, submitted_at: row.submitted_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let at = || row.decided_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Planned => {
            let due_at = first_instant(row.scheduled_on.ok_or_else(contradiction)?);
            State::Planned { due_at: due_at.max(row.submitted_at) }
        }
        StateName::Submitted => State::Submitted { auto_approve_at: row.auto_approve_at },
        StateName::Frozen => State::Frozen { left: row.frozen_left_micros.map(TimeDelta::microseconds) },
        StateName::Approved => State::Approved {
            at: at()?,
            by: row.approved_by.ok_or_else(contradiction)?,
            rate: rate(row.fee_basis_points.ok_or_else(contradiction)?)?,
            fee: money(row.fee_minor.ok_or_else(contradiction)?, &row.currency)?,
        },
        StateName::Declined => {
            State::Declined { at: at()?, reason: row.decline_reason.clone().ok_or_else(contradiction)? }
        }
        StateName::Withdrawn => State::Withdrawn { at: at()? },
        StateName::Cancelled => State::Cancelled { at: at()? },
    })
}
