use kernel::DisbursementBatchId;
use sea_orm::entity::prelude::*;

use crate::Rail;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disbursement_batch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DisbursementBatchId,
    pub rail: Rail,
    pub file_identity: String,
    pub payments: i32,
    pub currency: String,
    pub amount_minor: i64,
    pub execute_on: Date,
    pub first_sequence: i32,
    pub made_at: DateTimeUtc,
    pub attempts: i32,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    /// Sealed.
    pub body: Vec<u8>,
    pub sealed_by: i64,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Rendered,
    Sending,
    Accepted,
    Rejected,
    Settled,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
