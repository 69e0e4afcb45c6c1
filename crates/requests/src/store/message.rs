use kernel::{ConversationId, ListColumns, MessageId, Page, Pages, page_of_each, pages};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};

use crate::{
    Message, SpeakingIdentity,
    entity::message::{ActiveModel, Column, Entity, Model},
};

pub async fn find_message(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Message::from))
}

/// In whose name an expert last wrote in a conversation; `None`: none did.
pub async fn last_speaks_as(
    db: &impl ConnectionTrait,
    conversation: ConversationId,
) -> Result<Option<SpeakingIdentity>, DbErr> {
    let by_experts = Entity::find()
        .filter(Column::ConversationId.eq(conversation))
        .filter(Column::SpeaksAs.is_not_null())
        .order_by_desc(Column::Id);
    Ok(by_experts.one(db).await?.and_then(|last| last.speaks_as))
}

/// What was written in conversations, newest first.
pub async fn pages_of_messages(
    db: &impl ConnectionTrait,
    parents: &[ConversationId],
    page: Page<MessageId>,
) -> Result<Pages<ConversationId, Message>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::ConversationId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(Message::from);
    Ok(pages(rows.collect(), |row| row.conversation_id, page))
}

pub async fn insert_message(tx: &DatabaseTransaction, message: &Message) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(message.id),
        conversation_id: Set(message.conversation_id),
        author_account_id: Set(message.author_account_id),
        author_member_id: Set(message.author_member_id),
        speaks_as: Set(message.speaks_as),
        body: Set(message.body.clone()),
        sent_at: Set(message.sent_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

impl From<Model> for Message {
    fn from(row: Model) -> Self {
        let Model { id, conversation_id, author_account_id, author_member_id, speaks_as, body, sent_at } = row;
        Self { id, conversation_id, author_account_id, author_member_id, speaks_as, body, sent_at }
    }
}
