use chrono::{DateTime, Utc};
use kernel::{AccountId, Currency, EarningId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Statement,
    sea_query::Expr,
};

use super::currency;
use crate::{
    Earning, Source,
    entity::earning::{ActiveModel, Column, Entity},
};

pub async fn insert_earning(tx: &DatabaseTransaction, earning: &Earning) -> Result<(), DbErr> {
    let (collection_id, given_back_by_id) = match earning.source {
        Source::Collection(id) => (Some(id), None),
        Source::Disbursement(id) => (None, Some(id)),
    };
    let row = ActiveModel {
        id: Set(earning.id),
        expert_account_id: Set(earning.expert_account_id),
        collection_id: Set(collection_id),
        given_back_by_id: Set(given_back_by_id),
        currency: Set(earning.amount.currency().code().to_owned()),
        amount_minor: Set(earning.amount.minor()),
        available_at: Set(earning.available_at),
        taken_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Marks earnings as taken. How many were still open says whether somebody else took one meanwhile.
pub(super) async fn take(tx: &DatabaseTransaction, ids: Vec<EarningId>, at: DateTime<Utc>) -> Result<u64, DbErr> {
    let open = Entity::update_many().col_expr(Column::TakenAt, Expr::value(at)).filter(Column::TakenAt.is_null());
    Ok(open.filter(Column::Id.is_in(ids)).exec(tx).await?.rows_affected)
}

/// Whether something waits to be paid out to the account, or is on its way (IQ-30).
pub async fn has_open_money(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let sql = "select 1 from earning where expert_account_id = $1 and taken_at is null
               union all
               select 1 from disbursement where expert_account_id = $1
                   and state in ('scheduled', 'claimed', 'rendered', 'sent', 'unresolved')
               limit 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [account_id.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// The currencies in which the payee has a payout method, a preference or ever earned something.
pub async fn currencies_of(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<Currency>, DbErr> {
    let sql = "select currency from payout_method where expert_account_id = $1
               union select currency from payout_preference where expert_account_id = $1
               union select currency from earning where expert_account_id = $1
               order by currency";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [account_id.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| currency(&row.try_get::<String>("", "currency")?)).collect()
}
