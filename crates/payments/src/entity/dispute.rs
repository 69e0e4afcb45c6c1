use kernel::{AccountId, DisputeId, EngagementId, PaymentRequestId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DisputeId,
    pub payment_request_id: PaymentRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub statement: String,
    pub opened_at: DateTimeUtc,
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
    pub recommendation: Option<String>,
    pub recommended_at: Option<DateTimeUtc>,
    pub state: StateName,
    pub answer_due_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub settlement: Option<SettlementName>,
    pub part_currency: Option<String>,
    pub part_minor: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    AwaitingExpert,
    AwaitingCustomer,
    Settled,
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SettlementName {
    Whole,
    Part,
    Nothing,
    SilentExpert,
    SilentCustomer,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
