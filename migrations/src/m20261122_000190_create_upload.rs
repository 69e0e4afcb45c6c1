use sea_orm_migration::prelude::*;

/// Files that members send, and what they are used for; an expert's photo is one of them from here on.
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
create table upload (
    id          uuid        primary key,
    account_id  uuid        not null references account,
    member_id   uuid        not null references member,
    media_type  text        not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf')),
    size        integer     not null check (size > 0),
    received_at timestamptz not null,
    state       text        not null,
    due_at      timestamptz, -- From when on it is discarded.
    purpose     text        check (purpose in ('profile_photo', 'company_logo', 'evidence')),
    used_at     timestamptz,

    constraint upload_state_check check (case
        when state in ('receiving', 'unused', 'discarded')
            then due_at is not null and purpose is null     and used_at is null
        when state = 'used'
            then due_at is null     and purpose is not null and used_at is not null
        else false end)
);

create index upload_due on upload (due_at, id) where due_at is not null;
create index upload_waiting on upload (member_id, due_at) where state in ('receiving', 'unused');

alter table expert_profile drop column photo_url;
alter table expert_profile add column photo_upload_id uuid references upload;
create unique index expert_profile_photo on expert_profile (photo_upload_id) where photo_upload_id is not null;
";

const DOWN: &str = r"
drop index expert_profile_photo;
alter table expert_profile drop column photo_upload_id;
alter table expert_profile add column photo_url text;
drop table upload;
";
