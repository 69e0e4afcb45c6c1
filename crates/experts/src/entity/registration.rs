use kernel::{AccountId, ExpertProfileId, RegistrationId};
use sea_orm::entity::prelude::*;

use crate::RegistrationStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegistrationId,
    pub expert_profile_id: ExpertProfileId,
    pub account_id: AccountId,
    pub state: RegistrationStatus,
    pub submitted_at: Option<DateTimeUtc>,
    pub identity_check_due_at: Option<DateTimeUtc>,
    pub completed_at: Option<DateTimeUtc>,
    pub activation_alarm_at: Option<DateTimeUtc>,
    pub activated_at: Option<DateTimeUtc>,
    pub suspended_at: Option<DateTimeUtc>,
    pub suspend_reason: Option<String>,
    pub rejected_at: Option<DateTimeUtc>,
    pub reject_reason: Option<String>,
    pub correctable: Option<bool>,
    pub closed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
