use kernel::{AccountId, ChargeId, PaymentMethodId, PaymentRequestId, RefundId};
use sea_orm::entity::prelude::*;

use crate::RefundKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefundId,
    pub charge_id: ChargeId,
    pub payment_request_id: PaymentRequestId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub currency: String,
    pub amount_minor: i64,
    pub asked_minor: Option<i64>,
    pub kind: RefundKind,
    pub reason: String,
    pub begun_at: DateTimeUtc,
    pub reduced_minor: i64,
    pub reduced_fee_minor: i64,
    pub returned_minor: Option<i64>,
    pub returned_fee_minor: Option<i64>,
    pub payment_method_id: Option<PaymentMethodId>,
    pub sends: i32,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub problem: Option<String>,
    pub is_credited: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Requested,
    Refused,
    Pending,
    Processing,
    Sending,
    Unresolved,
    ActionRequired,
    Completed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
