use kernel::{AccountId, CertificationLinkId, ExpertProfileId};
use sea_orm::entity::prelude::*;

use crate::CertificationLevel;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certification_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificationLinkId,
    pub expert_profile_id: ExpertProfileId,
    pub account_id: AccountId,
    pub issuer: String,
    pub external_id: String,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub level: Option<CertificationLevel>,
    pub issued_on: Option<Date>,
    pub expires_at: Option<DateTimeUtc>,
    pub evidence: Option<String>,
    pub rejection: Option<RejectionName>,
    pub reason: Option<String>,
    /// When the person is told next that it ends.
    pub notice_at: Option<DateTimeUtc>,
    /// Since when the registry may know what it did not.
    pub ask_again_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Claimed,
    NotFound,
    ManualReview,
    Verified,
    Rejected,
    Expired,
    Unlinked,
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RejectionName {
    LevelTooLow,
    Expired,
    ByStaff,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
