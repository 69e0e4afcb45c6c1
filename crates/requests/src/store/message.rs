use kernel::{ConversationId, MessageId, Page, Slice};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    Message,
    entity::message::{ActiveModel, Column, Entity, Model},
};

pub async fn find_message(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Message::from))
}

/// What was written in a conversation, newest first.
pub async fn messages_of_conversation(
    db: &impl ConnectionTrait,
    conversation_id: ConversationId,
    page: Page<MessageId>,
) -> Result<Slice<Message>, DbErr> {
    let mut rows = Entity::find().filter(Column::ConversationId.eq(conversation_id));
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.lt(after));
    }
    let rows = rows.order_by_desc(Column::Id).limit(page.limit()).all(db).await?;
    Ok(page.slice(rows.into_iter().map(Message::from).collect()))
}

pub async fn insert_message(tx: &DatabaseTransaction, message: &Message) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(message.id),
        conversation_id: Set(message.conversation_id),
        author_account_id: Set(message.author_account_id),
        author_member_id: Set(message.author_member_id),
        body: Set(message.body.clone()),
        sent_at: Set(message.sent_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

impl From<Model> for Message {
    fn from(row: Model) -> Self {
        let Model { id, conversation_id, author_account_id, author_member_id, body, sent_at } = row;
        Self { id, conversation_id, author_account_id, author_member_id, body, sent_at }
    }
}
