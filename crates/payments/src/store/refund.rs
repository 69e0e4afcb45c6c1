use chrono::{DateTime, Utc};
use kernel::{
    AccountId, ChargeId, DueColumns, ListColumns, LockRows, NextDue, Page, Pages, RefundId, Slice, due_rows, page_of,
    page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{ExprTrait, LockBehavior, LockType},
};

use super::money;
use crate::{
    Refund, RefundState, Split,
    entity::refund::{ActiveModel, Column, Entity, Model, StateName},
};

/// What the provider may be asked about: sent, and without an outcome.
const SENT: [StateName; 2] = [StateName::Sending, StateName::Unresolved];
const TO_SEND: [StateName; 1] = [StateName::Processing];
const DUE: DueColumns<Column> = DueColumns { id: Column::Id, due_at: Column::DueAt };

pub async fn find_refund(db: &impl ConnectionTrait, id: RefundId) -> Result<Option<Refund>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Refund::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_refunds(db: &impl ConnectionTrait, ids: &[RefundId]) -> Result<Vec<Refund>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Refund::try_from).collect()
}

/// The refunds of several charges, newest first.
pub async fn pages_of_refunds(
    db: &impl ConnectionTrait,
    charges: &[ChargeId],
    page: Page<RefundId>,
) -> Result<Pages<ChargeId, Refund>, DbErr> {
    let (rows, of_charge) = (Entity::find(), ListColumns { parent: Column::ChargeId, id: Column::Id });
    let rows = page_of_each(db, rows, of_charge, charges, page).await?.into_iter().map(Refund::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |refund| refund.charge_id, page))
}

/// What has no known outcome, newest first: for staff.
pub async fn page_of_unresolved_refunds(
    db: &impl ConnectionTrait,
    page: Page<RefundId>,
) -> Result<Slice<Refund>, DbErr> {
    page_of(db, Entity::find().filter(Column::State.eq(StateName::Unresolved)), Column::Id, page).await
}

/// Whether something that was offered to the account, or by it, is not with the customer yet.
pub async fn has_open_refund(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let open = [
        StateName::Pending,
        StateName::Processing,
        StateName::Sending,
        StateName::Unresolved,
        StateName::ActionRequired,
    ];
    let sides = Column::CustomerAccountId.eq(account_id).or(Column::ExpertAccountId.eq(account_id));
    let found = Entity::find().filter(sides).filter(Column::State.is_in(open)).limit(1).one(db).await?;
    Ok(found.is_some())
}

/// Reads it for a step, under the lock of its charge.
pub async fn lock_refund(tx: &DatabaseTransaction, id: RefundId) -> Result<Option<Refund>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Refund::try_from).transpose()
}

/// As [`lock_refund`], for a sweep: `None` if somebody else has it in hand.
pub async fn lock_free_refund(tx: &DatabaseTransaction, id: RefundId) -> Result<Option<Refund>, DbErr> {
    let free = Entity::find_by_id(id).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    free.one(tx).await?.map(Refund::try_from).transpose()
}

/// What waits for the collection in flight on a charge, in the order in which it came.
pub async fn lock_pending_refunds(tx: &DatabaseTransaction, charge_id: ChargeId) -> Result<Vec<Refund>, DbErr> {
    let waiting = Entity::find().filter(Column::ChargeId.eq(charge_id)).filter(Column::State.eq(StateName::Pending));
    let waiting = waiting.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    waiting.into_iter().map(Refund::try_from).collect()
}

/// What waits to be sent by `now`, in due order, at most `max`.
pub async fn refunds_to_send(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<RefundId>, DbErr> {
    due_rows(db, in_states(&TO_SEND), DUE, now, max).await
}

/// The earliest instant after `after` at which something waits to be sent.
pub fn next_refund_to_send(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&TO_SEND), Column::DueAt, after)
}

/// What the provider is to be asked about by `now`, in due order, at most `max`.
pub async fn refunds_to_look_up(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<RefundId>, DbErr> {
    due_rows(db, in_states(&SENT), DUE, now, max).await
}

/// The earliest instant after `after` at which the provider is to be asked about something.
pub fn next_refund_to_look_up(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&SENT), Column::DueAt, after)
}

fn in_states(states: &[StateName]) -> Select<Entity> {
    Entity::find().filter(Column::State.is_in(states.iter().copied()))
}

pub async fn insert_refund(tx: &DatabaseTransaction, refund: &Refund) -> Result<(), DbErr> {
    let row = ActiveModel {
        charge_id: Set(refund.charge_id),
        payment_request_id: Set(refund.payment_request_id),
        customer_account_id: Set(refund.customer_account_id),
        expert_account_id: Set(refund.expert_account_id),
        currency: Set(refund.amount.currency().code().to_owned()),
        asked_minor: Set(refund.asked.map(kernel::Money::minor)),
        reason: Set(refund.reason.clone()),
        begun_at: Set(refund.begun_at),
        ..moving_columns(refund)?
    };
    Entity::insert(ActiveModel { id: Set(refund.id), ..row }).exec_without_returning(tx).await.map(drop)
}

/// Writes what a step changes.
pub async fn save_refund(tx: &DatabaseTransaction, refund: &Refund) -> Result<(), DbErr> {
    moving_columns(refund)?.update_without_returning(tx).await.map(drop)
}

/// The columns that steps write; the others stay as inserted.
fn moving_columns(refund: &Refund) -> Result<ActiveModel, DbErr> {
    let total = |split: Split| split.total().map(kernel::Money::minor).map_err(|error| DbErr::Type(error.to_string()));
    Ok(ActiveModel {
        id: Unchanged(refund.id),
        amount_minor: Set(refund.amount.minor()),
        kind: Set(refund.kind),
        reduced_minor: Set(total(refund.reduced)?),
        reduced_fee_minor: Set(refund.reduced.fee.minor()),
        returned_minor: Set(refund.returned.map(total).transpose()?),
        returned_fee_minor: Set(refund.returned.map(|split| split.fee.minor())),
        payment_method_id: Set(refund.payment_method_id),
        sends: Set(refund.sends.into()),
        state: Set(state_name(&refund.state)),
        since_at: Set(refund.since()),
        due_at: Set(refund.due_at()),
        problem: Set(refund.problem().map(str::to_owned)),
        is_credited: Set(matches!(refund.state, RefundState::ActionRequired { is_credited: true, .. })),
        ..Default::default()
    })
}

fn state_name(state: &RefundState) -> StateName {
    match state {
        RefundState::Requested => StateName::Requested,
        RefundState::Refused { .. } => StateName::Refused,
        RefundState::Pending { .. } => StateName::Pending,
        RefundState::Processing { .. } => StateName::Processing,
        RefundState::Sending { .. } => StateName::Sending,
        RefundState::Unresolved { .. } => StateName::Unresolved,
        RefundState::ActionRequired { .. } => StateName::ActionRequired,
        RefundState::Completed { .. } => StateName::Completed,
    }
}

impl TryFrom<Model> for Refund {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = state(&row)?;
        let amount = |minor| money(minor, &row.currency);
        let split = |minor, fee| {
            let split = Split::of_bill(amount(minor)?, amount(fee)?);
            split.map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))
        };
        let returned = row.returned_minor.zip(row.returned_fee_minor);
        Ok(Self {
            id: row.id,
            charge_id: row.charge_id,
            payment_request_id: row.payment_request_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            amount: amount(row.amount_minor)?,
            asked: row.asked_minor.map(amount).transpose()?,
            kind: row.kind,
            begun_at: row.begun_at,
            reduced: split(row.reduced_minor, row.reduced_fee_minor)?,
            returned: returned.map(|(minor, fee)| split(minor, fee)).transpose()?,
            payment_method_id: row.payment_method_id,
            sends: u16::try_from(row.sends).map_err(|error| DbErr::Type(error.to_string()))?,
            state,
            reason: row.reason,
        })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<RefundState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let (at, due_at) = (row.since_at, || row.due_at.ok_or_else(contradiction));
    let reason = || row.problem.clone().ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Requested => RefundState::Requested,
        StateName::Refused => RefundState::Refused { at, reason: reason()? },
        StateName::Pending => RefundState::Pending { at },
        StateName::Processing => RefundState::Processing { at, send_at: due_at()? },
        StateName::Sending => RefundState::Sending { at, look_up_at: row.due_at },
        StateName::Unresolved => RefundState::Unresolved { at, look_up_at: due_at()? },
        StateName::ActionRequired => {
            RefundState::ActionRequired { at, reason: reason()?, is_credited: row.is_credited }
        }
        StateName::Completed => RefundState::Completed { at },
    })
}
