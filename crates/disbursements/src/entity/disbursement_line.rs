use kernel::{DisbursementId, EarningId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disbursement_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub earning_id: EarningId,
    pub disbursement_id: DisbursementId,
    pub amount_minor: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
