use kernel::{AccountId, ConversationId, CustomerRequestId, ExpertProfileId, ResponseId};
use sea_orm::entity::prelude::*;

use crate::SpeakingIdentity;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResponseId,
    pub customer_request_id: CustomerRequestId,
    pub conversation_id: ConversationId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub expert_profile_id: ExpertProfileId,
    pub speaks_as: SpeakingIdentity,
    pub sent_at: DateTimeUtc,
    pub state: StateName,
    pub withdrawn_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Sent,
    Withdrawn,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
