use kernel::{AccountId, ConversationId, CustomerRequestId};
use sea_orm::entity::prelude::*;

use crate::MessageNumber;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConversationId,
    pub customer_request_id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    pub opened_at: DateTimeUtc,
    pub active_at: DateTimeUtc,
    pub last_number: MessageNumber,
    pub customer_archived_at: Option<DateTimeUtc>,
    pub expert_archived_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
