use sea_orm_migration::prelude::*;

/// What happened, what was asked and what we were told: the audit trail, the outbox, the inbox and the keys.
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
create table audit_row (
    event_id    uuid        primary key,
    kind        text        not null,
    member_id   uuid        references member,
    staff_id    uuid        references staff,
    account_id  uuid        references account,
    subject     text        not null,
    reason      text,
    at          timestamptz not null,
    recorded_at timestamptz not null,

    -- Members act for an account, staff for the operator, the system for nobody.
    constraint audit_row_actor_check check
        ((member_id is null) = (account_id is null) and not (member_id is not null and staff_id is not null))
);

create index audit_row_subject on audit_row (subject, event_id);

create table outbox_event (
    event_id    uuid        primary key references audit_row,
    recorded_at timestamptz not null,
    sent_at     timestamptz
);

create index outbox_event_unsent on outbox_event (recorded_at, event_id) where sent_at is null;

create table inbox_event (
    source      text        not null,
    external_id text        not null,
    received_at timestamptz not null,
    primary key (source, external_id)
);

create index inbox_event_received on inbox_event (source, received_at);

create table idempotency_key (
    scope        text        not null,
    key          text        not null check (length(key) between 1 and 255),
    command      text        not null,
    payload_hash bytea       not null,
    result_ref   text        not null,
    created_at   timestamptz not null,
    primary key (scope, key)
);
";

const DOWN: &str = r"
drop table idempotency_key;
drop table inbox_event;
drop table outbox_event;
drop table audit_row;
";
