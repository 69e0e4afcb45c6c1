use sea_orm_migration::prelude::*;

/// What customers ask for, who answered, and what the two sides write to each other.
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
create table customer_request (
    id                    uuid        primary key,
    customer_account_id   uuid        not null references account,
    title                 text        not null check (length(title) between 10 and 140),         -- G-21
    description           text        not null check (length(description) between 30 and 1500),  -- G-21
    budget_currency       text,
    budget_at_least_minor bigint,
    budget_at_most_minor  bigint,
    preferred_location    text        check (length(preferred_location) between 1 and 100),      -- A wish (G-23).
    responder_count       integer     not null check (responder_count >= 0),
    opened_at             timestamptz not null,
    active_at             timestamptz not null,
    state                 text        not null check (state in ('open', 'not_accepting')),

    constraint customer_request_budget_check check (case when budget_currency is null
        then budget_at_least_minor is null     and budget_at_most_minor is null
        else budget_at_least_minor is not null and budget_at_most_minor is not null
             and budget_at_least_minor >= 0 and budget_at_most_minor > 0
             and budget_at_most_minor >= budget_at_least_minor end)
);

create index customer_request_customer on customer_request (customer_account_id, id);
create index customer_request_open on customer_request (active_at, id) where state = 'open';

create table conversation (
    id                  uuid        primary key,
    customer_request_id uuid        not null references customer_request,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    opened_at           timestamptz not null,
    active_at           timestamptz not null,

    unique (customer_request_id, expert_account_id),
    constraint conversation_sides_check check (customer_account_id <> expert_account_id)
);

create table response (
    id                  uuid        primary key,
    customer_request_id uuid        not null references customer_request,
    conversation_id     uuid        not null unique references conversation,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    expert_profile_id   uuid        not null references expert_profile,
    sent_at             timestamptz not null,
    state               text        not null,
    withdrawn_at        timestamptz,

    unique (customer_request_id, expert_account_id), -- An account answers once.
    constraint response_sides_check check (customer_account_id <> expert_account_id),
    constraint response_state_check check (case state
        when 'sent'      then withdrawn_at is null
        when 'withdrawn' then withdrawn_at is not null
        else false end)
);

create index response_customer_request on response (customer_request_id, id);
create index response_expert on response (expert_account_id, id);

create table message (
    id                uuid        primary key,
    conversation_id   uuid        not null references conversation,
    author_account_id uuid        not null references account,
    author_member_id  uuid        not null references member,
    body              text        not null check (length(body) between 1 and 10000),
    sent_at           timestamptz not null
);

create index message_conversation on message (conversation_id, id);
";

const DOWN: &str = r"
drop table message;
drop table response;
drop table conversation;
drop table customer_request;
";
