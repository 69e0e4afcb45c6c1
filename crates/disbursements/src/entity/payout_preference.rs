use kernel::AccountId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub expert_account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub currency: String,
    pub month_day: Option<i32>,
    pub minimum_minor: i64,
    pub state: StateName,
    pub paused_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Active,
    Paused,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
