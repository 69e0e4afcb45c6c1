use kernel::{AccountId, ChargeId, EngagementId, PaymentMethodId, PaymentRequestId};
use sea_orm::entity::prelude::*;

use super::payment_method::TenderName;
use crate::ChargeState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "charge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChargeId,
    pub payment_request_id: PaymentRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub currency: String,
    pub amount_minor: i64,
    pub fee_minor: i64,
    pub collected_minor: i64,
    pub collected_fee_minor: i64,
    pub reversed_minor: i64,
    pub reversed_fee_minor: i64,
    pub reduced_minor: i64,
    pub reduced_fee_minor: i64,
    pub returned_minor: i64,
    pub returned_fee_minor: i64,
    pub promised_minor: i64,
    pub written_off_minor: i64,
    pub written_off_fee_minor: i64,
    pub payment_method_id: PaymentMethodId,
    pub tender: TenderName,
    pub net_days: Option<i32>,
    pub approved_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub overdue_at: Option<DateTimeUtc>,
    pub reminders: i32,
    pub reminder_at: Option<DateTimeUtc>,
    pub attempts: i32,
    pub next_attempt_at: Option<DateTimeUtc>,
    pub in_flight: bool,
    pub state: ChargeState,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
