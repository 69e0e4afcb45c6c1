use kernel::{IdentityCheckId, RegistrationId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityCheckId,
    pub registration_id: RegistrationId,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub document: Option<String>,
    pub call_at: Option<DateTimeUtc>,
    pub evidence: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Pending,
    UnderReview,
    ActionRequired,
    CallRequired,
    CallScheduled,
    Passed,
    Failed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
