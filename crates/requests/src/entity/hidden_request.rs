use kernel::{AccountId, CustomerRequestId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hidden_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub expert_account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_request_id: CustomerRequestId,
    pub hidden_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
