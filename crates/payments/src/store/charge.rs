use chrono::{DateTime, Utc};
use kernel::{ChargeId, DueColumns, EngagementId, LockRows, NextDue, Page, PaymentRequestId, Slice, due_rows, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, LockBehavior, LockType},
};

use super::{
    amount_of, money,
    payment_method::{tender, tender_columns},
};
use crate::{
    Asking, Charge, ChargeState, Refunds, Reminders, Split,
    entity::charge::{ActiveModel, Column, Entity, Model},
};

/// Whether something is open on a charge; the indexes of what is open say it in these words.
pub(super) const IS_OPEN: &str = "collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor";

pub async fn find_charge(db: &impl ConnectionTrait, id: ChargeId) -> Result<Option<Charge>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Charge::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_charges(db: &impl ConnectionTrait, ids: &[ChargeId]) -> Result<Vec<Charge>, DbErr> {
    all(db, Entity::find().filter(Column::Id.is_in(ids.iter().copied()))).await
}

/// The charge of a bill; only an approved one has one.
pub async fn charge_of(db: &impl ConnectionTrait, id: PaymentRequestId) -> Result<Option<Charge>, DbErr> {
    Ok(charges_of(db, &[id]).await?.pop())
}

/// The charges of several bills, in no order.
pub async fn charges_of(db: &impl ConnectionTrait, ids: &[PaymentRequestId]) -> Result<Vec<Charge>, DbErr> {
    all(db, Entity::find().filter(Column::PaymentRequestId.is_in(ids.iter().copied()))).await
}

/// What is in one state, newest first: for staff, who see all.
pub async fn page_of_charges_in_state(
    db: &impl ConnectionTrait,
    state: ChargeState,
    page: Page<ChargeId>,
) -> Result<Slice<Charge>, DbErr> {
    page_of(db, Entity::find().filter(Column::State.eq(state)), Column::Id, page).await
}

/// At most `max` charges on which something is open, in the order of their ids, after `after`.
pub async fn open_charges(db: &impl ConnectionTrait, after: Option<ChargeId>, max: u64) -> Result<Vec<Charge>, DbErr> {
    let mut rows = Entity::find().filter(Expr::cust(IS_OPEN)).order_by_asc(Column::Id).limit(max);
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    all(db, rows).await
}

/// Whether a charge of the engagement is wholly collected.
pub async fn has_collected_charge(db: &impl ConnectionTrait, engagement_id: EngagementId) -> Result<bool, DbErr> {
    let collected = Entity::find().filter(Column::EngagementId.eq(engagement_id));
    let collected = collected.filter(Column::State.eq(ChargeState::Collected)).limit(1);
    Ok(collected.one(db).await?.is_some())
}

/// Reads it for a step: no other transaction can move it until this one ends.
pub async fn lock_charge(tx: &DatabaseTransaction, id: ChargeId) -> Result<Option<Charge>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Charge::try_from).transpose()
}

/// As [`lock_charge`], for a sweep: `None` if somebody else has it in hand, for what is due can wait for the next
/// sweep.
pub async fn lock_free_charge(tx: &DatabaseTransaction, id: ChargeId) -> Result<Option<Charge>, DbErr> {
    let free = Entity::find_by_id(id).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    free.one(tx).await?.map(Charge::try_from).transpose()
}

/// Reads what is open on an engagement and not in flight, for a step.
pub async fn lock_open_charges(tx: &DatabaseTransaction, engagement_id: EngagementId) -> Result<Vec<Charge>, DbErr> {
    let states =
        [ChargeState::Invoiced, ChargeState::PartiallyCollected, ChargeState::Overdue, ChargeState::ChargedBack];
    let open = Entity::find().filter(Column::EngagementId.eq(engagement_id)).filter(Column::State.is_in(states));
    let open = open.filter(Column::InFlight.eq(false)).order_by_asc(Column::Id).lock_rows().all(tx).await?;
    open.into_iter().map(Charge::try_from).collect()
}

/// What waits to be asked of the provider by `now`, in due order, at most `max`.
pub async fn charges_to_attempt(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<ChargeId>, DbErr> {
    due_rows(db, Entity::find(), due_by(Column::NextAttemptAt), now, max).await
}

/// The earliest instant after `after` at which the provider will be asked.
pub fn next_attempt_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::NextAttemptAt, after)
}

/// What fell due unpaid by `now` and is not noted as overdue, in due order, at most `max`.
pub async fn charges_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<ChargeId>, DbErr> {
    due_rows(db, unpaid(), due_by(Column::DueAt), now, max).await
}

/// The earliest instant after `after` at which something falls due.
pub fn next_charge_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(unpaid(), Column::DueAt, after)
}

/// What time reminds of by `now`, in due order, at most `max`.
pub async fn charges_to_remind(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<ChargeId>, DbErr> {
    due_rows(db, dunned(), due_by(Column::ReminderAt), now, max).await
}

/// The earliest instant after `after` at which somebody is reminded.
pub fn next_reminder_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(dunned(), Column::ReminderAt, after)
}

const fn due_by(due_at: Column) -> DueColumns<Column> {
    DueColumns { id: Column::Id, due_at }
}

pub async fn insert_charge(tx: &DatabaseTransaction, charge: &Charge) -> Result<(), DbErr> {
    let row = ActiveModel {
        payment_request_id: Set(charge.payment_request_id),
        engagement_id: Set(charge.engagement_id),
        customer_account_id: Set(charge.customer_account_id),
        expert_account_id: Set(charge.expert_account_id),
        currency: Set(charge.amount.currency().code().to_owned()),
        amount_minor: Set(charge.amount.minor()),
        fee_minor: Set(charge.fee.minor()),
        approved_at: Set(charge.approved_at),
        due_at: Set(charge.due_at),
        ..moving_columns(charge)
    };
    Entity::insert(ActiveModel { id: Set(charge.id), ..row }).exec_without_returning(tx).await.map(drop)
}

/// Writes what a step changes.
pub async fn save_charge(tx: &DatabaseTransaction, charge: &Charge) -> Result<(), DbErr> {
    moving_columns(charge).update_without_returning(tx).await.map(drop)
}

/// The columns that steps write; the others stay as inserted.
fn moving_columns(charge: &Charge) -> ActiveModel {
    let (next_attempt_at, in_flight) = match charge.asking {
        Asking::Due { at } => (Some(at), false),
        Asking::InFlight => (None, true),
        Asking::Rests => (None, false),
    };
    let (tender, net_days) = tender_columns(charge.tender);
    ActiveModel {
        id: Unchanged(charge.id),
        payment_method_id: Set(charge.payment_method_id),
        tender: Set(tender),
        net_days: Set(net_days),
        collected_minor: Set(charge.collected.minor()),
        collected_fee_minor: Set(charge.collected_fee.minor()),
        reversed_minor: Set(amount_of(charge.reversed)),
        reversed_fee_minor: Set(charge.reversed.fee.minor()),
        reduced_minor: Set(charge.refunds.reduced.minor()),
        reduced_fee_minor: Set(charge.refunds.reduced_fee.minor()),
        returned_minor: Set(charge.refunds.returned.minor()),
        returned_fee_minor: Set(charge.refunds.returned_fee.minor()),
        promised_minor: Set(charge.refunds.promised.minor()),
        written_off_minor: Set(amount_of(charge.written_off)),
        written_off_fee_minor: Set(charge.written_off.fee.minor()),
        overdue_at: Set(charge.overdue_at),
        reminders: Set(charge.reminders.done.into()),
        reminder_at: Set(charge.reminders.next_at),
        attempts: Set(charge.attempts.into()),
        next_attempt_at: Set(next_attempt_at),
        in_flight: Set(in_flight),
        state: Set(charge.state),
        ..Default::default()
    }
}

fn unpaid() -> Select<Entity> {
    dunned().filter(Column::OverdueAt.is_null())
}

/// What customers are asked for.
fn dunned() -> Select<Entity> {
    let states =
        [ChargeState::Invoiced, ChargeState::Collecting, ChargeState::PartiallyCollected, ChargeState::Overdue];
    Entity::find().filter(Column::State.is_in(states))
}

async fn all(db: &impl ConnectionTrait, rows: Select<Entity>) -> Result<Vec<Charge>, DbErr> {
    rows.all(db).await?.into_iter().map(Charge::try_from).collect()
}

impl TryFrom<Model> for Charge {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let contradiction = || DbErr::Type(format!("{} has columns that contradict each other", row.id));
        let asking = match (row.next_attempt_at, row.in_flight) {
            (Some(at), false) => Asking::Due { at },
            (None, true) => Asking::InFlight,
            (None, false) => Asking::Rests,
            (Some(_), true) => return Err(contradiction()),
        };
        let amount = |minor| money(minor, &row.currency);
        let split = |minor, fee| Split::of_bill(amount(minor)?, amount(fee)?).map_err(|_| contradiction());
        Ok(Self {
            id: row.id,
            payment_request_id: row.payment_request_id,
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            amount: amount(row.amount_minor)?,
            fee: amount(row.fee_minor)?,
            collected: amount(row.collected_minor)?,
            collected_fee: amount(row.collected_fee_minor)?,
            reversed: split(row.reversed_minor, row.reversed_fee_minor)?,
            refunds: Refunds {
                reduced: amount(row.reduced_minor)?,
                reduced_fee: amount(row.reduced_fee_minor)?,
                returned: amount(row.returned_minor)?,
                returned_fee: amount(row.returned_fee_minor)?,
                promised: amount(row.promised_minor)?,
            },
            written_off: split(row.written_off_minor, row.written_off_fee_minor)?,
            payment_method_id: row.payment_method_id,
            tender: tender(row.tender, row.net_days)?,
            approved_at: row.approved_at,
            due_at: row.due_at,
            overdue_at: row.overdue_at,
            reminders: Reminders {
                done: u8::try_from(row.reminders).map_err(|_| contradiction())?,
                next_at: row.reminder_at,
            },
            attempts: u16::try_from(row.attempts).map_err(|_| contradiction())?,
            asking,
            state: row.state,
        })
    }
}
