use sea_orm_migration::prelude::*;

/// What people have to complain about the operator, and what they are answered (G-54).
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
create table complaint (
    id            uuid        primary key,
    account_id    uuid        not null references account,
    member_id     uuid        not null references member,
    statement     text        not null check (length(statement) between 1 and 5000),
    filed_at      timestamptz not null,
    answer_due_at timestamptz not null check (answer_due_at > filed_at),
    final_due_at  timestamptz not null check (final_due_at > answer_due_at),
    state         text        not null,
    alert_at      timestamptz check (alert_at in (answer_due_at, final_due_at)), -- When staff are told next.
    extension     text        check (length(extension) between 1 and 5000),      -- Why it takes longer.
    extended_at   timestamptz check ((extended_at is null) = (extension is null)),
    answer        text        check (length(answer) between 1 and 5000),
    answered_at   timestamptz check ((answered_at is null) = (answer is null)),

    constraint complaint_state_check check (case state
        when 'received' then extension is null     and answer is null
        when 'extended' then extension is not null and answer is null     and (alert_at is null or alert_at = final_due_at)
        when 'answered' then answer is not null    and alert_at is null
        else false end)
);

create index complaint_account on complaint (account_id, id);
create index complaint_alert on complaint (alert_at, id) where alert_at is not null;
create index complaint_queue on complaint (filed_at, id) where state <> 'answered';
";

const DOWN: &str = r"
drop table complaint;
";
