use std::collections::HashMap;

use kernel::{AccountId, Currency, HoldId, LockRows, Page, Slice, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::OnConflict,
};

use super::{contradiction, currency};
use crate::{
    Hold, HoldReason, HoldReasons, HoldState,
    entity::hold::{ActiveModel, Column, Entity, Model},
};

pub async fn find_hold(db: &impl ConnectionTrait, id: HoldId) -> Result<Option<Hold>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Hold::try_from).transpose()
}

pub async fn lock_hold(tx: &DatabaseTransaction, id: HoldId) -> Result<Option<Hold>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Hold::try_from).transpose()
}

/// What stands against a payee for one of these reasons, in the order of the ids.
pub async fn lock_holds_for(
    tx: &DatabaseTransaction,
    expert_account_id: AccountId,
    reasons: &[HoldReason],
) -> Result<Vec<Hold>, DbErr> {
    let standing = standing(&[expert_account_id]).filter(Column::Reason.is_in(reasons.iter().copied()));
    standing.order_by_asc(Column::Id).lock_rows().all(tx).await?.into_iter().map(Hold::try_from).collect()
}

/// Why each of these payees is not paid in a currency; who is not held is missing.
pub async fn holds_standing(
    db: &impl ConnectionTrait,
    of: Currency,
    payees: &[AccountId],
) -> Result<HashMap<AccountId, HoldReasons>, DbErr> {
    let in_it = Condition::any().add(Column::Currency.is_null()).add(Column::Currency.eq(of.code()));
    let rows = standing(payees).filter(in_it).select_only().column(Column::ExpertAccountId).column(Column::Reason);
    let mut reasons: HashMap<AccountId, Vec<HoldReason>> = HashMap::new();
    for (payee, reason) in rows.into_tuple::<(AccountId, HoldReason)>().all(db).await? {
        reasons.entry(payee).or_default().push(reason);
    }
    Ok(reasons.into_iter().map(|(payee, reasons)| (payee, reasons.into_iter().collect())).collect())
}

/// Holds, newest first: of one payee, if one is given, and those that stand alone, if that is asked.
pub async fn page_of_holds(
    db: &impl ConnectionTrait,
    payee: Option<AccountId>,
    only_standing: bool,
    page: Page<HoldId>,
) -> Result<Slice<Hold>, DbErr> {
    let of_payee = payee.map(|payee| Column::ExpertAccountId.eq(payee));
    let standing = only_standing.then(|| Column::ReleasedAt.is_null());
    let wanted = Condition::all().add_option(of_payee).add_option(standing);
    page_of(db, Entity::find().filter(wanted), Column::Id, page).await
}

/// Writes a new hold. `false`: the system holds the payee for that reason already.
pub async fn insert_hold(tx: &DatabaseTransaction, hold: &Hold) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(hold.id),
        expert_account_id: Set(hold.expert_account_id),
        currency: Set(hold.currency.map(|currency| currency.code().to_owned())),
        reason: Set(hold.reason),
        note: Set(hold.note.clone()),
        placed_at: Set(hold.placed_at),
        placed_by: Set(hold.placed_by),
        ..Default::default()
    };
    let standing = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(standing).exec_without_returning(tx).await? == 1)
}

/// Writes that it is released.
pub async fn save_hold(tx: &DatabaseTransaction, hold: &Hold) -> Result<(), DbErr> {
    let HoldState::Released { at, by, reason } = hold.state.clone() else { return Ok(()) };
    let row = ActiveModel {
        id: Unchanged(hold.id),
        released_at: Set(Some(at)),
        released_by: Set(by),
        release_reason: Set(Some(reason)),
        ..Default::default()
    };
    row.update_without_returning(tx).await.map(drop)
}

fn standing(payees: &[AccountId]) -> Select<Entity> {
    let of_these = Entity::find().filter(Column::ExpertAccountId.is_in(payees.iter().copied()));
    of_these.filter(Column::ReleasedAt.is_null())
}

impl TryFrom<Model> for Hold {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = match (row.released_at, row.released_by, row.release_reason) {
            (None, None, None) => HoldState::Placed,
            (Some(at), by, Some(reason)) => HoldState::Released { at, by, reason },
            (None | Some(_), _, _) => return Err(contradiction(&row.id)),
        };
        let currency = row.currency.as_deref().map(currency).transpose()?;
        let Model { id, expert_account_id, reason, note, placed_at, placed_by, .. } = row;
        Ok(Self { id, expert_account_id, currency, reason, note, placed_at, placed_by, state })
    }
}
