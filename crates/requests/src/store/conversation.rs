use kernel::{ConversationId, LockRows};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};

use crate::{
    Conversation,
    entity::conversation::{ActiveModel, Column, Entity, Model},
};

pub async fn find_conversation(db: &impl ConnectionTrait, id: ConversationId) -> Result<Option<Conversation>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Conversation::from))
}

/// Those of `ids` that exist, in no order.
pub async fn find_conversations(db: &impl ConnectionTrait, ids: &[ConversationId]) -> Result<Vec<Conversation>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(Conversation::from).collect())
}

/// Reads it for a decision. Lock its customer request first, if that changes too.
pub async fn lock_conversation(tx: &DatabaseTransaction, id: ConversationId) -> Result<Option<Conversation>, DbErr> {
    Ok(Entity::find_by_id(id).lock_rows().one(tx).await?.map(Conversation::from))
}

pub async fn insert_conversation(tx: &DatabaseTransaction, conversation: &Conversation) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(conversation.id),
        customer_request_id: Set(conversation.customer_request_id),
        customer_account_id: Set(conversation.customer_account_id),
        expert_account_id: Set(conversation.expert_account_id),
        opened_at: Set(conversation.opened_at),
        active_at: Set(conversation.active_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a message changes.
pub async fn save_conversation(tx: &DatabaseTransaction, conversation: &Conversation) -> Result<(), DbErr> {
    let (id, active_at) = (Unchanged(conversation.id), Set(conversation.active_at));
    ActiveModel { id, active_at, ..Default::default() }.update_without_returning(tx).await.map(drop)
}

impl From<Model> for Conversation {
    fn from(row: Model) -> Self {
        let Model { id, customer_request_id, customer_account_id, expert_account_id, opened_at, active_at } = row;
        Self { id, customer_request_id, customer_account_id, expert_account_id, opened_at, active_at }
    }
}
