use chrono::{DateTime, Utc};
use kernel::{ChargeId, LockRows, Page, Slice, SuspendedMoneyId, page_of};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use super::money;
use crate::{
    Assigned, Collected, Suspended, SuspendedKind,
    entity::suspended_money::{ActiveModel, Column, Entity, Model},
};

/// The money, for a step, under the lock of the charge that it came for.
pub async fn lock_suspended(tx: &DatabaseTransaction, id: SuspendedMoneyId) -> Result<Option<Suspended>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Suspended::try_from).transpose()
}

/// The charge that an event of the provider paid, where that is another than the one that it came for. Ask under the lock
/// of the latter.
pub async fn charge_paid_instead(tx: &DatabaseTransaction, external_id: &str) -> Result<Option<ChargeId>, DbErr> {
    let money = Entity::find().filter(Column::ExternalId.eq(external_id)).one(tx).await?;
    Ok(money.and_then(|money| money.assigned_charge_id))
}

pub async fn find_suspended(db: &impl ConnectionTrait, id: SuspendedMoneyId) -> Result<Option<Suspended>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Suspended::try_from).transpose()
}

/// What waits for staff, newest first.
pub async fn page_of_suspended(
    db: &impl ConnectionTrait,
    page: Page<SuspendedMoneyId>,
) -> Result<Slice<Suspended>, DbErr> {
    page_of(db, Entity::find().filter(Column::AssignedAt.is_null()), Column::Id, page).await
}

/// What came late for a charge and waits, in the order in which it came: for a step, under the lock of the charge.
pub async fn lock_suspended_of(tx: &DatabaseTransaction, charge_id: ChargeId) -> Result<Vec<Suspended>, DbErr> {
    let waiting = Entity::find().filter(Column::ChargeId.eq(charge_id)).filter(Column::AssignedAt.is_null());
    let waiting = waiting.filter(Column::Kind.eq(SuspendedKind::LateMoney));
    let waiting = waiting.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    waiting.into_iter().map(Suspended::try_from).collect()
}

pub async fn insert_suspended(tx: &DatabaseTransaction, suspended: &Suspended) -> Result<(), DbErr> {
    let event = &suspended.event;
    let row = ActiveModel {
        id: Set(suspended.id),
        charge_id: Set(event.reference.charge_id()),
        kind: Set(suspended.kind),
        external_id: Set(event.external_id.clone()),
        reference: Set(event.reference.to_string()),
        currency: Set(event.amount.currency().code().to_owned()),
        amount_minor: Set(event.amount.minor()),
        at: Set(event.at),
        held_at: Set(suspended.held_at),
        assigned_at: Set(None),
        assigned_charge_id: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Notes that what came late for a charge does not wait any more.
pub async fn assign_suspended_of(
    tx: &DatabaseTransaction,
    charge_id: ChargeId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let waiting = Entity::update_many().filter(Column::ChargeId.eq(charge_id)).filter(Column::AssignedAt.is_null());
    let waiting = waiting.filter(Column::Kind.eq(SuspendedKind::LateMoney));
    waiting.col_expr(Column::AssignedAt, Expr::value(at)).exec(tx).await.map(drop)
}

/// Notes which other charge it pays than the one that it came for.
pub async fn assign_suspended(tx: &DatabaseTransaction, id: SuspendedMoneyId, to: Assigned) -> Result<(), DbErr> {
    let money = Entity::update_many().filter(Column::Id.eq(id)).filter(Column::AssignedAt.is_null());
    let money = money.col_expr(Column::AssignedAt, Expr::value(to.at));
    money.col_expr(Column::AssignedChargeId, Expr::value(to.charge_id)).exec(tx).await.map(drop)
}

impl TryFrom<Model> for Suspended {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let reference = row.reference.parse();
        let event = Collected {
            reference: reference.map_err(|_| DbErr::Type(format!("{} refers to no charge", row.id)))?,
            amount: money(row.amount_minor, &row.currency)?,
            external_id: row.external_id,
            at: row.at,
        };
        let charge_id = row.assigned_charge_id.unwrap_or(row.charge_id);
        let assigned = row.assigned_at.map(|at| Assigned { charge_id, at });
        Ok(Self { id: row.id, kind: row.kind, event, held_at: row.held_at, assigned })
    }
}
