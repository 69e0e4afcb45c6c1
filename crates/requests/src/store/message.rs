use kernel::{ConversationId, ListColumns, MemberId, MessageId, Page, Pages, page_of_each, pages};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Statement,
};

use crate::{
    Call, Message, MessageNumber, SpeakingIdentity,
    entity::message::{ActiveModel, Column, Entity, Model},
};

pub async fn find_message(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Message::from))
}

/// That of the last message of a conversation, for a member who takes part in it; `None`: they do not.
pub async fn last_number_for(
    db: &impl ConnectionTrait,
    conversation: ConversationId,
    member: MemberId,
) -> Result<Option<MessageNumber>, DbErr> {
    let sql = "select conversation.last_number from conversation
               join conversation_member part on part.conversation_id = conversation.id
               where conversation.id = $1 and part.member_id = $2";
    let values = [conversation.into(), member.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| row.try_get("", "last_number")).transpose()
}

/// What was written in a conversation after a message, in order, at most `limit`; nothing for a member who does not take
/// part.
pub async fn messages_after(
    db: &impl ConnectionTrait,
    (conversation, member): (ConversationId, MemberId),
    after: MessageNumber,
    limit: u64,
) -> Result<Vec<Message>, DbErr> {
    let sql = format!(
        "select message.* from message
         join conversation_member part on part.conversation_id = message.conversation_id and part.member_id = $2
         where message.conversation_id = $1 and message.number > $3
         order by message.number limit {limit}"
    );
    let values = [conversation.into(), member.into(), after.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Entity::find().from_raw_sql(statement).all(db).await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// In whose name an expert last wrote in a conversation; `None`: none did.
pub async fn last_speaks_as(
    db: &impl ConnectionTrait,
    conversation: ConversationId,
) -> Result<Option<SpeakingIdentity>, DbErr> {
    let by_experts = Entity::find()
        .filter(Column::ConversationId.eq(conversation))
        .filter(Column::SpeaksAs.is_not_null())
        .order_by_desc(Column::Number);
    Ok(by_experts.one(db).await?.and_then(|last| last.speaks_as))
}

/// What was written in conversations, newest first.
pub async fn pages_of_messages(
    db: &impl ConnectionTrait,
    parents: &[ConversationId],
    page: Page<MessageNumber>,
) -> Result<Pages<ConversationId, Message>, DbErr> {
    let (rows, by_number) = (Entity::find(), ListColumns { parent: Column::ConversationId, id: Column::Number });
    let rows = page_of_each(db, rows, by_number, parents, page).await?.into_iter().map(Message::from);
    Ok(pages(rows.collect(), |row| row.conversation_id, page))
}

pub async fn insert_message(tx: &DatabaseTransaction, message: &Message) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(message.id),
        conversation_id: Set(message.conversation_id),
        number: Set(message.number),
        author_account_id: Set(message.author_account_id),
        author_member_id: Set(message.author_member_id),
        speaks_as: Set(message.speaks_as),
        body: Set(message.body.clone()),
        sent_at: Set(message.sent_at),
        call_link: Set(message.call.as_ref().map(|call| call.link.clone())),
        call_starts_at: Set(message.call.as_ref().map(|call| call.starts_at)),
        call_ends_at: Set(message.call.as_ref().map(|call| call.ends_at)),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

impl From<Model> for Message {
    fn from(row: Model) -> Self {
        let call = row.call_link.zip(row.call_starts_at).zip(row.call_ends_at);
        let call = call.map(|((link, starts_at), ends_at)| Call { link, starts_at, ends_at });
        let Model {
            id, conversation_id, author_account_id, author_member_id, speaks_as, body, sent_at, number, ..
        } = row;
        Self { id, conversation_id, number, author_account_id, author_member_id, speaks_as, body, call, sent_at }
    }
}
