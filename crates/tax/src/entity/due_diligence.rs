use kernel::{AccountId, DueDiligenceCaseId, StaffId};
use sea_orm::entity::prelude::*;

use crate::{CaseCause, CaseStatus, Measure};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "due_diligence_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DueDiligenceCaseId,
    pub account_id: AccountId,
    pub cause: CaseCause,
    pub requested_at: DateTimeUtc,
    pub state: CaseStatus,
    pub alarmed: bool,
    pub due_at: Option<DateTimeUtc>,
    pub measure: Option<Measure>,
    pub measure_by: Option<StaffId>,
    pub measure_at: Option<DateTimeUtc>,
    pub lifted_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
