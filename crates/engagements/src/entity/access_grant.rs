use kernel::{AccessGrantId, AccountId, EngagementId, MemberId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccessGrantId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub member_id: MemberId,
    pub level: String,
    pub purpose: String,
    pub requested_at: DateTimeUtc,
    pub flagged_at: Option<DateTimeUtc>,
    pub state: StateName,
    pub given_level: Option<String>,
    pub given_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub cause: Option<CauseName>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Requested,
    Approved,
    Declined,
    Withdrawn,
    Revoked,
    AutoRevoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CauseName {
    EngagementOver,
    PersonLeft,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
