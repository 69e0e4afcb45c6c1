use kernel::{AccountId, EngagementId, PaymentRequestId};
use sea_orm::entity::prelude::*;

use crate::Approver;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub answers_id: Option<PaymentRequestId>,
    pub currency: String,
    pub amount_minor: i64,
    pub name: String,
    pub description: String,
    pub is_final: bool,
    pub scheduled_on: Option<Date>,
    pub submitted_at: DateTimeUtc,
    pub state: StateName,
    pub auto_approve_at: Option<DateTimeUtc>,
    pub frozen_left_micros: Option<i64>,
    pub decided_at: Option<DateTimeUtc>,
    pub approved_by: Option<Approver>,
    pub fee_basis_points: Option<i32>,
    pub fee_minor: Option<i64>,
    pub decline_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Planned,
    Submitted,
    Frozen,
    Approved,
    Declined,
    Withdrawn,
    Cancelled,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
