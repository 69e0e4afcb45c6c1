use kernel::{AccountId, ConversationId, LockRows, MemberId, Page, Side, Slice};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Statement, Value,
};

use crate::{
    ActivityKey, Conversation,
    entity::conversation::{ActiveModel, Column, Entity, Model},
};

/// Which conversations of a member are wanted: those of one side that it has put away or has not, and of those, if
/// asked for, only the ones with something unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversationFilter {
    pub side: Side,
    pub archived: bool,
    pub unread: bool,
}

const TAKES_PART: &str = "exists (
    select 1 from conversation_member part
    where part.conversation_id = conversation.id and part.member_id = $2)";
const HAS_NEWS: &str = "exists (
    select 1 from conversation_member part
    join message on message.conversation_id = part.conversation_id
                and message.number > part.read_number and message.author_member_id <> part.member_id
    where part.conversation_id = conversation.id and part.member_id = $2)";

pub async fn find_conversation(db: &impl ConnectionTrait, id: ConversationId) -> Result<Option<Conversation>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Conversation::from))
}

/// Those of `ids` that exist, in no order.
pub async fn find_conversations(db: &impl ConnectionTrait, ids: &[ConversationId]) -> Result<Vec<Conversation>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(Conversation::from).collect())
}

/// Those in which a member of the account takes part, newest activity first.
pub async fn page_of_conversations(
    db: &impl ConnectionTrait,
    (account, member): (AccountId, MemberId),
    filter: ConversationFilter,
    page: Page<ActivityKey<ConversationId>>,
) -> Result<Slice<Conversation>, DbErr> {
    let side = match filter.side {
        Side::Customer => "customer",
        Side::Expert => "expert",
    };
    let put_away = if filter.archived { "is not null" } else { "is null" };
    let wanted = if filter.unread { HAS_NEWS } else { TAKES_PART };
    let mut values: Vec<Value> = vec![account.into(), member.into()];
    let below = page.after.map_or("", |after| {
        values.extend([after.active_at.into(), after.id.into()]);
        "and (active_at, id) < ($3, $4)"
    });
    let sql = format!(
        "select conversation.* from conversation
         where {side}_account_id = $1 and {side}_archived_at {put_away} and {wanted} {below}
         order by active_at desc, id desc limit {}",
        page.limit()
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Entity::find().from_raw_sql(statement).all(db).await?;
    Ok(page.slice(rows.into_iter().map(Conversation::from).collect()))
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
        ..changing_columns(conversation)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a message changes, and what either side puts away.
pub async fn save_conversation(tx: &DatabaseTransaction, conversation: &Conversation) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(conversation.id), ..changing_columns(conversation) };
    row.update_without_returning(tx).await.map(drop)
}

fn changing_columns(conversation: &Conversation) -> ActiveModel {
    ActiveModel {
        active_at: Set(conversation.active_at),
        last_number: Set(conversation.last_number),
        customer_archived_at: Set(conversation.customer_archived_at),
        expert_archived_at: Set(conversation.expert_archived_at),
        ..Default::default()
    }
}

impl From<Model> for Conversation {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            customer_request_id: row.customer_request_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            opened_at: row.opened_at,
            active_at: row.active_at,
            last_number: row.last_number,
            customer_archived_at: row.customer_archived_at,
            expert_archived_at: row.expert_archived_at,
        }
    }
}
