use kernel::{BankDocumentId, BankLineId, DisbursementId};
use sea_orm::entity::prelude::*;

use crate::{Direction, LineProblem};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BankLineId,
    pub document_id: BankDocumentId,
    pub statement: String,
    pub number: i32,
    pub is_notice: bool,
    pub currency: String,
    pub amount_minor: i64,
    pub direction: Direction,
    pub booked_on: Option<Date>,
    pub reference: Option<String>,
    pub original_trace: Option<String>,
    pub bank_reference: Option<String>,
    pub returned: Option<String>,
    pub received_at: DateTimeUtc,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub disbursement_id: Option<DisbursementId>,
    pub problem: Option<LineProblem>,
    pub evidence: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Open,
    Matched,
    Resolved,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
