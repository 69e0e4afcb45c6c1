use kernel::{AccountId, CollectionId, DisbursementId, EarningId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earning")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EarningId,
    pub expert_account_id: AccountId,
    pub collection_id: Option<CollectionId>,
    pub given_back_by_id: Option<DisbursementId>,
    pub currency: String,
    pub amount_minor: i64,
    pub available_at: DateTimeUtc,
    pub taken_at: Option<DateTimeUtc>,
    pub rest_of_id: Option<EarningId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
