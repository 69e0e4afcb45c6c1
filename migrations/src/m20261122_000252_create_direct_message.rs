use sea_orm_migration::prelude::*;

/// Requests that are for one expert account alone, and who wrote them from a public profile.
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
alter table customer_request add column direct_account_id uuid references account; -- Null: for everybody.
drop index customer_request_open;
create index customer_request_open on customer_request (active_at, id) where state = 'open' and direct_account_id is null;

create table direct_message (
    conversation_id     uuid        primary key references conversation,
    customer_account_id uuid        not null references account,
    name                text        not null check (length(name) between 1 and 30),   -- G-27
    email               text        not null check (length(email) between 3 and 254), -- Never the expert's to see.
    sent_at             timestamptz not null
);
create index direct_message_customer on direct_message (customer_account_id, sent_at);
";

const DOWN: &str = r"
drop table direct_message;
drop index customer_request_open;
create index customer_request_open on customer_request (active_at, id) where state = 'open';
alter table customer_request drop column direct_account_id;
";
