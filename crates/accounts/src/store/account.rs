use chrono::{DateTime, Utc};
use kernel::{AccountId, Address, LockRows, currency};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};

use super::{contradiction, identity::exists};
use crate::{
    Account, AccountDetails, AccountState,
    entity::account::{ActiveModel, Column, Entity, Model, StateName},
    time_zone,
};

pub async fn find(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Account::try_from).transpose()
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[AccountId]) -> Result<Vec<Account>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Reads it for a decision: no other transaction can decide on it, or on who manages it, until this one ends.
pub async fn lock(tx: &DatabaseTransaction, id: AccountId) -> Result<Option<Account>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Account::try_from).transpose()
}

/// Reads it for a decision that rests on its state: it is neither suspended nor closed until this transaction ends.
pub async fn hold(tx: &DatabaseTransaction, id: AccountId) -> Result<Option<Account>, DbErr> {
    Entity::find_by_id(id).hold_rows().one(tx).await?.map(Account::try_from).transpose()
}

/// Whether anybody has opened an account yet.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    exists(db, "select 1 from account limit 1", []).await
}

pub async fn insert(tx: &DatabaseTransaction, account: &Account) -> Result<(), DbErr> {
    let AccountDetails { name, address, time_zone, currency } = &account.details;
    let row = ActiveModel {
        id: Set(account.id),
        name: Set(name.clone()),
        street: Set(address.street.clone()),
        city: Set(address.city.clone()),
        postal_code: Set(address.postal_code.clone()),
        country: Set(address.country),
        time_zone: Set(time_zone.name().to_owned()),
        currency: Set(currency.code().to_owned()),
        opened_at: Set(account.opened_at),
        ..state_columns(&account.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save(tx: &DatabaseTransaction, account: &Account) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(account.id), ..state_columns(&account.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(state: &AccountState) -> ActiveModel {
    let row = |name, suspended: Option<(DateTime<Utc>, String)>, closed_at| {
        let (suspended_at, suspend_reason) = suspended.unzip();
        ActiveModel {
            state: Set(name),
            suspended_at: Set(suspended_at),
            suspend_reason: Set(suspend_reason),
            closed_at: Set(closed_at),
            ..Default::default()
        }
    };
    match state {
        AccountState::Open => row(StateName::Open, None, None),
        AccountState::Suspended { at, reason } => row(StateName::Suspended, Some((*at, reason.clone())), None),
        AccountState::Closed { at } => row(StateName::Closed, None, Some(*at)),
    }
}

impl TryFrom<Model> for Account {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let unreadable = |error: &dyn std::error::Error| DbErr::Type(format!("{}: {error}", row.id));
        let (id, opened_at, state) = (row.id, row.opened_at, state(&row)?);
        let details = AccountDetails {
            time_zone: time_zone(&row.time_zone).map_err(|error| unreadable(&error))?,
            currency: currency(&row.currency).map_err(|error| unreadable(&error))?,
            name: row.name,
            address: Address { street: row.street, city: row.city, postal_code: row.postal_code, country: row.country },
        };
        Ok(Self { id, details, opened_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<AccountState, DbErr> {
    let contradiction = || contradiction(&row.id);
    Ok(match row.state {
        StateName::Open => AccountState::Open,
        StateName::Suspended => AccountState::Suspended {
            at: row.suspended_at.ok_or_else(contradiction)?,
            reason: row.suspend_reason.clone().ok_or_else(contradiction)?,
        },
        StateName::Closed => AccountState::Closed { at: row.closed_at.ok_or_else(contradiction)? },
    })
}
