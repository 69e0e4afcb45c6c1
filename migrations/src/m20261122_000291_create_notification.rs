use sea_orm_migration::prelude::*;

/// What members are told of what happens, and by which mail they want it.
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
-- Since when it stands in the inboxes of those whom it concerns. What lies back stays out of them.
alter table outbox_event add column noted_at timestamptz;
update outbox_event set noted_at = recorded_at;
create index outbox_event_unnoted on outbox_event (recorded_at, event_id) where noted_at is null;

create table notification (
    id         uuid        not null primary key,
    member_id  uuid        not null references member,
    event_id   uuid        not null,
    kind       text        not null, -- The lasting name of the event.
    topic      text        not null,
    subject    text        not null, -- The id of what it is about, as shown outside.
    title      text        not null,
    words      text        not null,
    at         timestamptz not null,
    told_at    timestamptz not null,
    read_at    timestamptz,
    digest_at  timestamptz, -- When it is written of by mail, unless it is read before; null if it is not, or has been.

    unique (event_id, member_id)
);
create index notification_inbox on notification (member_id, id);
create index notification_unread on notification (member_id, id) where read_at is null;
create index notification_digest on notification (digest_at, member_id) where digest_at is not null;

-- Whoever has not said how they want the mail about a topic has no row.
create table notification_preference (
    member_id uuid        not null references member,
    topic     text        not null,
    mail      text        not null check (mail in ('at_once', 'daily', 'never')),
    set_at    timestamptz not null,

    primary key (member_id, topic)
);
";

const DOWN: &str = r"
drop table notification_preference;
drop table notification;
drop index outbox_event_unnoted;
alter table outbox_event drop column noted_at;
";
