use kernel::{AccountId, ConversationId, MemberId, MessageId};
use sea_orm::entity::prelude::*;

use crate::{MessageNumber, SpeakingIdentity};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub author_account_id: AccountId,
    pub author_member_id: MemberId,
    pub speaks_as: Option<SpeakingIdentity>,
    pub body: String,
    pub sent_at: DateTimeUtc,
    pub number: MessageNumber,
    pub call_link: Option<String>,
    pub call_starts_at: Option<DateTimeUtc>,
    pub call_ends_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
