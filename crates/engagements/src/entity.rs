//! The tables: `engagement`, and what hangs on it. Nothing outside `store` sees them.

pub mod access_grant;
pub mod cancellation_request;
pub mod review;

use kernel::{AccountId, ConversationId, CustomerRequestId, EngagementId, PaymentMethodId, ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "engagement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EngagementId,
    pub proposal_id: ProposalId,
    pub customer_request_id: CustomerRequestId,
    pub conversation_id: ConversationId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub title: String,
    pub currency: String,
    pub maximum_minor: i64,
    pub approved_minor: i64,
    pub pending_minor: i64,
    pub payment_method_id: PaymentMethodId,
    pub payment_type: PaymentType,
    pub silence_days: Option<i32>,
    pub started_at: DateTimeUtc,
    pub state: StateName,
    pub completed_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Active,
    FinalBilled,
    Completed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PaymentType {
    Upfront,
    Milestone,
    Scheduled,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
