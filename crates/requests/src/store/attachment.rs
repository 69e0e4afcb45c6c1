use kernel::{ConversationId, MessageId, UploadId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Statement,
};

use crate::{
    AttachedFile, Attachment,
    entity::message_attachment::{ActiveModel, Column, Entity},
};

/// Keeps the files that go with a message, in their order.
pub async fn insert_attachments(
    tx: &DatabaseTransaction,
    message: MessageId,
    files: &[AttachedFile],
) -> Result<(), DbErr> {
    let rows = (1..).zip(files).map(|(position, file)| ActiveModel {
        message_id: Set(message),
        position: Set(position),
        upload_id: Set(file.upload_id),
        name: Set(file.name.clone()),
    });
    if files.is_empty() {
        return Ok(());
    }
    Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

/// What goes with each of these messages, in its order.
pub async fn attachments_of(db: &impl ConnectionTrait, messages: &[MessageId]) -> Result<Vec<Attachment>, DbErr> {
    let rows = Entity::find().filter(Column::MessageId.is_in(messages.iter().copied()));
    let rows = rows.order_by_asc(Column::MessageId).order_by_asc(Column::Position).all(db).await?;
    let attachment = |row: crate::entity::message_attachment::Model| Attachment {
        message_id: row.message_id,
        file: AttachedFile { upload_id: row.upload_id, name: row.name },
    };
    Ok(rows.into_iter().map(attachment).collect())
}

/// The conversation in which a file was sent.
pub async fn conversation_of_attachment(
    db: &impl ConnectionTrait,
    upload: UploadId,
) -> Result<Option<ConversationId>, DbErr> {
    let sql = "select message.conversation_id from message_attachment attached
               join message on message.id = attached.message_id where attached.upload_id = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [upload.into()])).await?;
    row.map(|row| row.try_get("", "conversation_id")).transpose()
}
