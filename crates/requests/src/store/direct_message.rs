use chrono::{DateTime, Utc};
use kernel::{AccountId, ConversationId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    Contact, DirectMessage,
    entity::direct_message::{ActiveModel, Column, Entity, Model},
};

/// Those of `ids` that began as direct messages, in no order.
pub async fn find_direct_messages(
    db: &impl ConnectionTrait,
    ids: &[ConversationId],
) -> Result<Vec<DirectMessage>, DbErr> {
    let rows = Entity::find().filter(Column::ConversationId.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(DirectMessage::from).collect())
}

/// When an account's direct messages since an instant were sent, the latest first, at most `limit`. Ask under the lock of
/// the account.
pub async fn direct_messages_since(
    tx: &DatabaseTransaction,
    account: AccountId,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<DateTime<Utc>>, DbErr> {
    let rows = Entity::find().select_only().column(Column::SentAt).filter(Column::CustomerAccountId.eq(account));
    let rows = rows.filter(Column::SentAt.gt(since)).order_by_desc(Column::SentAt).limit(limit);
    rows.into_tuple().all(tx).await
}

pub async fn insert_direct_message(tx: &DatabaseTransaction, message: &DirectMessage) -> Result<(), DbErr> {
    let row = ActiveModel {
        conversation_id: Set(message.conversation_id),
        customer_account_id: Set(message.customer_account_id),
        name: Set(message.contact.name.clone()),
        email: Set(message.contact.email.clone()),
        sent_at: Set(message.sent_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

impl From<Model> for DirectMessage {
    fn from(row: Model) -> Self {
        let Model { conversation_id, customer_account_id, name, email, sent_at } = row;
        Self { conversation_id, customer_account_id, contact: Contact { name, email }, sent_at }
    }
}
