use kernel::{AccountId, CancellationRequestId, EngagementId};
use sea_orm::entity::prelude::*;

use crate::Consent;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cancellation_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CancellationRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub asked_by: SideName,
    pub reason: String,
    pub asked_at: DateTimeUtc,
    pub state: StateName,
    pub answer_due_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    pub consent: Option<Consent>,
    pub withdraw_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SideName {
    Customer,
    Expert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Pending,
    Approved,
    Rejected,
    Withdrawn,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
