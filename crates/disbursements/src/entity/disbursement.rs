use kernel::{AccountId, DisbursementBatchId, DisbursementId, PayoutMethodId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disbursement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DisbursementId,
    pub expert_account_id: AccountId,
    pub payout_method_id: PayoutMethodId,
    pub currency: String,
    pub amount_minor: i64,
    pub run_on: Date,
    pub scheduled_at: DateTimeUtc,
    pub state: StateName,
    pub since_at: Option<DateTimeUtc>,
    pub due_at: Option<DateTimeUtc>,
    /// Sealed.
    pub message: Option<Vec<u8>>,
    pub sealed_by: Option<i64>,
    pub bank_trace: Option<String>,
    pub reason: Option<String>,
    pub batch_id: Option<DisbursementBatchId>,
    /// What names it in the file, and in what the bank says of it.
    pub reference: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Scheduled,
    Claimed,
    Rendered,
    InFile,
    Sent,
    Unresolved,
    Paid,
    Rejected,
    Returned,
    Cancelled,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
