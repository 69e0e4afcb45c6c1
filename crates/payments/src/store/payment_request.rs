use chrono::{DateTime, Utc};
use kernel::{AccountId, EngagementId, ListColumns, LockRows, Page, Pages, PaymentRequestId, page_of_each, pages};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::{money, rate};
use crate::{
    Bill, PaymentRequest, State,
    entity::payment_request::{ActiveModel, Column, Entity, Model, StateName},
};

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

/// The bills of a payee that wait for their decision, or of which something is still to be collected.
pub async fn open_bills_of(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
) -> Result<Vec<PaymentRequestId>, DbErr> {
    let sql = "select id from payment_request where expert_account_id = $1 and state = 'submitted'
               union all
               select payment_request_id from charge
               where expert_account_id = $1 and collected_minor < amount_minor";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [expert_account_id.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "id")).collect()
}

/// Whether a bill of the engagement waits for its decision. Ask under the lock of the engagement.
pub async fn has_submitted(db: &impl ConnectionTrait, engagement_id: EngagementId) -> Result<bool, DbErr> {
    let waiting = Entity::find().filter(Column::EngagementId.eq(engagement_id));
    Ok(waiting.filter(Column::State.eq(StateName::Submitted)).one(db).await?.is_some())
}

/// The bills that silence decides by `now`, in due order, at most `max`.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<PaymentRequestId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::AutoApproveAt.lte(now));
    due.order_by_asc(Column::AutoApproveAt).order_by_asc(Column::Id).limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which silence will decide one.
pub async fn next_due(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
    let next = Entity::find().select_only().column(Column::AutoApproveAt).filter(Column::AutoApproveAt.gt(after));
    next.order_by_asc(Column::AutoApproveAt).into_tuple().one(db).await
}

pub async fn insert(tx: &DatabaseTransaction, request: &PaymentRequest) -> Result<(), DbErr> {
    let Bill { engagement_id, customer_account_id, expert_account_id, amount, name, description, is_final, answers_id } =
        request.bill.clone();
    let row = ActiveModel {
        id: Set(request.id),
        engagement_id: Set(engagement_id),
        customer_account_id: Set(customer_account_id),
        expert_account_id: Set(expert_account_id),
        answers_id: Set(answers_id),
        currency: Set(amount.currency().code().to_owned()),
        amount_minor: Set(amount.minor()),
        name: Set(name),
        description: Set(description),
        is_final: Set(is_final),
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
        State::Submitted { auto_approve_at } => {
            ActiveModel { auto_approve_at: Set(*auto_approve_at), ..name(StateName::Submitted) }
        }
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
    }
}

fn decided(at: DateTime<Utc>, row: ActiveModel) -> ActiveModel {
    ActiveModel { decided_at: Set(Some(at)), ..row }
}

fn no_state() -> ActiveModel {
    ActiveModel {
        state: NotSet,
        auto_approve_at: Set(None),
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
        };
        Ok(Self { id: row.id, bill, submitted_at: row.submitted_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let at = || row.decided_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Submitted => State::Submitted { auto_approve_at: row.auto_approve_at },
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
    })
}
