use sea_orm_migration::prelude::*;

/// What others send by itself, each message once, and how far they were asked for the same. What fits nothing of ours
/// is kept with the reason.
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
-- Null: it was acted on.
alter table inbox_event add column problem text check (problem <> '');

create table inbox_message (
    source      text        not null,
    -- The sender's own, the same at every delivery.
    message_id  text        not null check (length(message_id) between 1 and 255),
    kind        text        not null check (kind <> ''),
    -- By the sender's word.
    at          timestamptz not null,
    received_at timestamptz not null,
    -- What it told, kept in the same transaction; null: nothing that is acted on.
    external_id text,
    primary key (source, message_id),
    foreign key (source, external_id) references inbox_event (source, external_id) deferrable initially deferred
);

create table inbox_source (
    source      text        primary key,
    -- Everything that it had to report until then is taken in.
    asked_until timestamptz,
    -- When somebody last took the turn to ask it.
    turn_at     timestamptz
);
";

const DOWN: &str = r"
drop table inbox_source;
drop table inbox_message;
alter table inbox_event drop column problem;
";
