use chrono::{DateTime, Utc};
use kernel::{AccountId, CustomerRequestId};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, sea_query::OnConflict};

use crate::entity::hidden_request::{ActiveModel, Entity};

/// An expert account does not want to see a request in its list; what is hidden already is hidden.
pub async fn hide(
    tx: &DatabaseTransaction,
    account: AccountId,
    request: CustomerRequestId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel { expert_account_id: Set(account), customer_request_id: Set(request), hidden_at: Set(at) };
    let conflict = OnConflict::new().do_nothing().to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await.map(drop)
}

/// It wants to see it again.
pub async fn unhide(tx: &DatabaseTransaction, account: AccountId, request: CustomerRequestId) -> Result<(), DbErr> {
    Entity::delete_by_id((account, request)).exec(tx).await.map(drop)
}
