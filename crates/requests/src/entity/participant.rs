use kernel::{AccountId, ConversationId, MemberId};
use sea_orm::entity::prelude::*;

use crate::MessageNumber;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: ConversationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    pub account_id: AccountId,
    pub joined_at: DateTimeUtc,
    pub read_number: MessageNumber,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
