use kernel::{AccountId, EngagementId, ReviewId};
use sea_orm::entity::prelude::*;

use crate::RemovalReason;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReviewId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub stars: i32,
    pub text: Option<String>,
    pub would_work_again: bool,
    pub written_at: DateTimeUtc,
    pub state: StateName,
    pub published_at: Option<DateTimeUtc>,
    pub removed_at: Option<DateTimeUtc>,
    pub removal_reason: Option<RemovalReason>,
    pub removal_note: Option<String>,
    pub reply: Option<String>,
    pub replied_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Pending,
    Published,
    Removed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
