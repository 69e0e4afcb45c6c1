use kernel::{AccountId, ConversationId, LockRows, MemberId, placeholders};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement, Value,
    sea_query::OnConflict,
};

use crate::{
    Participant,
    entity::participant::{ActiveModel, Column, Entity, Model},
};

/// A member's part in a conversation; `None`: they take none.
pub async fn find_participant(
    db: &impl ConnectionTrait,
    conversation: ConversationId,
    member: MemberId,
) -> Result<Option<Participant>, DbErr> {
    Ok(Entity::find_by_id((conversation, member)).one(db).await?.map(Participant::from))
}

/// Reads it for a decision. Lock the conversation first, if that changes too.
pub async fn lock_participant(
    tx: &DatabaseTransaction,
    conversation: ConversationId,
    member: MemberId,
) -> Result<Option<Participant>, DbErr> {
    Ok(Entity::find_by_id((conversation, member)).lock_rows().one(tx).await?.map(Participant::from))
}

/// Who takes part in a conversation, of both sides.
pub async fn participants_of(db: &impl ConnectionTrait, id: ConversationId) -> Result<Vec<Participant>, DbErr> {
    let rows = Entity::find().filter(Column::ConversationId.eq(id)).order_by_asc(Column::MemberId).all(db).await?;
    Ok(rows.into_iter().map(Participant::from).collect())
}

/// Who of an account takes part in conversations.
pub async fn participants_of_account(
    db: &impl ConnectionTrait,
    conversations: &[ConversationId],
    account: AccountId,
) -> Result<Vec<Participant>, DbErr> {
    let rows = Entity::find().filter(Column::ConversationId.is_in(conversations.iter().copied()));
    let rows = rows.filter(Column::AccountId.eq(account)).order_by_asc(Column::MemberId).all(db).await?;
    Ok(rows.into_iter().map(Participant::from).collect())
}

/// How many messages of others a member has not read, for each of `conversations` in which there are any.
pub async fn unread_of(
    db: &impl ConnectionTrait,
    conversations: &[ConversationId],
    member: MemberId,
) -> Result<Vec<(ConversationId, i64)>, DbErr> {
    let places = placeholders(2, conversations.len());
    let sql = format!(
        "select part.conversation_id, count(*) as unread from conversation_member part
         join message on message.conversation_id = part.conversation_id
                     and message.number > part.read_number and message.author_member_id <> part.member_id
         where part.member_id = $1 and part.conversation_id in ({places})
         group by part.conversation_id"
    );
    let values = std::iter::once(Value::from(member)).chain(conversations.iter().map(|id| Value::from(*id)));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "unread")?))).collect()
}

/// Who takes part already keeps the part that they have.
pub async fn insert_participants(tx: &DatabaseTransaction, participants: &[Participant]) -> Result<(), DbErr> {
    if participants.is_empty() {
        return Ok(());
    }
    let rows = participants.iter().map(|participant| ActiveModel {
        conversation_id: Set(participant.conversation_id),
        member_id: Set(participant.member_id),
        account_id: Set(participant.account_id),
        joined_at: Set(participant.joined_at),
        read_number: Set(participant.read),
    });
    let conflict = OnConflict::new().do_nothing().to_owned();
    Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx).await.map(drop)
}

/// Writes how far somebody has read.
pub async fn save_participant(tx: &DatabaseTransaction, participant: &Participant) -> Result<(), DbErr> {
    let row = ActiveModel {
        conversation_id: Unchanged(participant.conversation_id),
        member_id: Unchanged(participant.member_id),
        read_number: Set(participant.read),
        ..Default::default()
    };
    row.update_without_returning(tx).await.map(drop)
}

/// Of an account, takes everybody out of a conversation but those who stay.
pub async fn delete_other_participants(
    tx: &DatabaseTransaction,
    conversation: ConversationId,
    account: AccountId,
    staying: &[MemberId],
) -> Result<(), DbErr> {
    let others = Entity::delete_many().filter(Column::ConversationId.eq(conversation));
    let others =
        others.filter(Column::AccountId.eq(account)).filter(Column::MemberId.is_not_in(staying.iter().copied()));
    others.exec(tx).await.map(drop)
}

/// Takes a member out of every conversation.
pub async fn leave_conversations(tx: &DatabaseTransaction, member: MemberId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::MemberId.eq(member)).exec(tx).await.map(drop)
}

impl From<Model> for Participant {
    fn from(row: Model) -> Self {
        let Model { conversation_id, member_id, account_id, joined_at, read_number } = row;
        Self { conversation_id, member_id, account_id, joined_at, read: read_number }
    }
}
