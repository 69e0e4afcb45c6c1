use kernel::{AccountId, HoldId, StaffId};
use sea_orm::entity::prelude::*;

use crate::HoldReason;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HoldId,
    pub expert_account_id: AccountId,
    pub currency: Option<String>,
    pub reason: HoldReason,
    pub note: Option<String>,
    pub placed_at: DateTimeUtc,
    pub placed_by: Option<StaffId>,
    pub released_at: Option<DateTimeUtc>,
    pub released_by: Option<StaffId>,
    pub release_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
