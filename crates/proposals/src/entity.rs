//! The table `proposal`, and that of its fixed payments. Nothing outside `store` sees them.

pub mod schedule_line;

use kernel::{AccountId, ConversationId, CustomerRequestId, EngagementId, ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    pub conversation_id: ConversationId,
    pub customer_request_id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub title: String,
    pub terms: String,
    pub currency: String,
    pub maximum_minor: i64,
    pub payment_type: PaymentType,
    pub replaces_id: Option<ProposalId>,
    pub sent_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub state: StateName,
    pub decided_at: Option<DateTimeUtc>,
    pub engagement_id: Option<EngagementId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Proposed,
    Accepted,
    Declined,
    Withdrawn,
    Expired,
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
