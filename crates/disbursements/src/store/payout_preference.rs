use kernel::{AccountId, Currency, LockRows};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, sea_query::OnConflict,
};

use super::{contradiction, money};
use crate::{
    MonthDay, PayoutInterval, PayoutPreference, PreferenceState,
    entity::payout_preference::{ActiveModel, Column, Entity, Model, StateName},
};

/// How the last day of the month is written.
const MONTH_END: i32 = 31;

/// What the payee set; `None` where the default holds.
pub async fn find_preference(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
    currency: Currency,
) -> Result<Option<PayoutPreference>, DbErr> {
    let row = Entity::find_by_id((expert_account_id, currency.code().to_owned())).one(db).await?;
    row.map(PayoutPreference::try_from).transpose()
}

/// Reads it for a change. Where nothing is set yet, the default is written first, so that two who change it at once do
/// so one after the other.
pub async fn lock_preference(
    tx: &DatabaseTransaction,
    expert_account_id: AccountId,
    currency: Currency,
) -> Result<PayoutPreference, DbErr> {
    let default = columns(&PayoutPreference::default_of(expert_account_id, currency));
    let known = OnConflict::columns([Column::ExpertAccountId, Column::Currency]).do_nothing().to_owned();
    Entity::insert(default).on_conflict(known).exec_without_returning(tx).await?;
    let row = Entity::find_by_id((expert_account_id, currency.code().to_owned())).lock_rows().one(tx).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("preference of {expert_account_id}")))?;
    PayoutPreference::try_from(row)
}

/// Everything that the payee set, by currency.
pub async fn preferences_of(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
) -> Result<Vec<PayoutPreference>, DbErr> {
    let of_payee = Entity::find().filter(Column::ExpertAccountId.eq(expert_account_id)).order_by_asc(Column::Currency);
    of_payee.all(db).await?.into_iter().map(PayoutPreference::try_from).collect()
}

/// Writes what the payee decided.
pub async fn save_preference(tx: &DatabaseTransaction, preference: &PayoutPreference) -> Result<(), DbErr> {
    columns(preference).update_without_returning(tx).await.map(drop)
}

fn columns(preference: &PayoutPreference) -> ActiveModel {
    let month_day = match preference.interval {
        PayoutInterval::Daily => None,
        PayoutInterval::Monthly(day) => Some(month_day_column(day)),
    };
    let (state, paused_at) = match preference.state {
        PreferenceState::Active => (StateName::Active, None),
        PreferenceState::Paused { at } => (StateName::Paused, Some(at)),
    };
    ActiveModel {
        expert_account_id: Set(preference.expert_account_id),
        currency: Set(preference.currency().code().to_owned()),
        month_day: Set(month_day),
        minimum_minor: Set(preference.minimum.minor()),
        state: Set(state),
        paused_at: Set(paused_at),
    }
}

pub(super) fn month_day_column(day: MonthDay) -> i32 {
    match day {
        MonthDay::Day(day) => i32::from(day),
        MonthDay::MonthEnd => MONTH_END,
    }
}

/// How often money goes out, by the column; `None` if it names no day.
pub(super) fn interval_of(month_day: Option<i32>) -> Option<PayoutInterval> {
    match month_day {
        None => Some(PayoutInterval::Daily),
        Some(MONTH_END) => Some(PayoutInterval::Monthly(MonthDay::MonthEnd)),
        Some(day) => MonthDay::day(day).ok().map(PayoutInterval::Monthly),
    }
}

impl TryFrom<Model> for PayoutPreference {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let contradiction = || contradiction(&format!("preference of {} in {}", row.expert_account_id, row.currency));
        let interval = interval_of(row.month_day).ok_or_else(contradiction)?;
        let state = match (row.state, row.paused_at) {
            (StateName::Active, None) => PreferenceState::Active,
            (StateName::Paused, Some(at)) => PreferenceState::Paused { at },
            (StateName::Active, Some(_)) | (StateName::Paused, None) => return Err(contradiction()),
        };
        let minimum = money(row.minimum_minor, &row.currency)?;
        Ok(Self { expert_account_id: row.expert_account_id, interval, minimum, state })
    }
}
