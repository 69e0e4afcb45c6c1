use sea_orm_migration::prelude::*;

/// What people are written about what happened, and whether the post took it.
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
create table letter (
    id          uuid        primary key,
    event_id    uuid        not null references audit_row,
    email       text        not null,
    name        text        not null,
    subject     text        not null,
    body_text   text        not null,
    body_html   text        not null,
    written_at  timestamptz not null,
    state       text        not null,
    attempts    integer     not null default 0 check (attempts >= 0),
    next_try_at timestamptz,
    ended_at    timestamptz,
    problem     text,

    constraint letter_state_check check (case state
        when 'waiting'       then next_try_at is not null and ended_at is null
        when 'sent'          then next_try_at is null     and ended_at is not null
        when 'undeliverable' then next_try_at is null     and ended_at is not null and problem is not null
        else false
    end)
);

-- Nobody is written twice about one event.
create unique index letter_recipient on letter (event_id, email);
create index letter_due on letter (next_try_at, id) where state = 'waiting';
create index letter_email on letter (email, id);
";

const DOWN: &str = r"
drop table letter;
";
