use sea_orm_migration::prelude::*;

/// Who takes part in a conversation and how far they have read; the messages of a conversation, counted; and what each
/// side has put away: conversations, requests of one's own, requests of others.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

const UP: &str = r"
alter table message add column number integer not null default 0; -- Its place in the conversation, from 1 on.
update message set number = (
    select count(*) from message earlier
    where earlier.conversation_id = message.conversation_id and earlier.id <= message.id);
drop index message_conversation;
create unique index message_place on message (conversation_id, number);

alter table conversation add column last_number integer not null default 0; -- That of the last message.
update conversation set last_number = (select count(*) from message where message.conversation_id = conversation.id);
alter table conversation add column customer_archived_at timestamptz;
alter table conversation add column expert_archived_at timestamptz;
create index conversation_customer on conversation (customer_account_id, active_at, id);
create index conversation_expert on conversation (expert_account_id, active_at, id);

create table conversation_member (
    conversation_id uuid        not null references conversation,
    member_id       uuid        not null references member,
    account_id      uuid        not null references account,
    joined_at       timestamptz not null,
    read_number     integer     not null check (read_number >= 0), -- Of the last message that they read.

    primary key (conversation_id, member_id)
);
create index conversation_member_member on conversation_member (member_id, conversation_id);

-- Whoever could read a conversation before goes on to: both accounts, and they have read what is there.
insert into conversation_member (conversation_id, member_id, account_id, joined_at, read_number)
    select conversation.id, member.id, member.account_id, conversation.opened_at, conversation.last_number
    from conversation
    join member on member.account_id = conversation.customer_account_id
                or member.account_id = conversation.expert_account_id
    where member.state = 'active';

alter table customer_request add column member_id uuid references member; -- Who filed it; not known of the oldest.
alter table customer_request add column archived_at timestamptz;

create table hidden_request (
    expert_account_id   uuid        not null references account,
    customer_request_id uuid        not null references customer_request,
    hidden_at           timestamptz not null,

    primary key (expert_account_id, customer_request_id)
);
";

const DOWN: &str = r"
drop table hidden_request;
alter table customer_request drop column archived_at;
alter table customer_request drop column member_id;
drop table conversation_member;
drop index conversation_expert;
drop index conversation_customer;
alter table conversation drop column expert_archived_at;
alter table conversation drop column customer_archived_at;
alter table conversation drop column last_number;
drop index message_place;
alter table message drop column number;
create index message_conversation on message (conversation_id, id);
";
