use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// What goes with a message: files, and the link of a call. SQLite changes no check of a table that is there, so the
/// uploads move to a table made anew.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(&purposes(manager, "'profile_photo', 'company_logo', 'evidence', 'attachment'")).await?;
        db.execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(DOWN).await?;
        db.execute_unprepared(&purposes(manager, "'profile_photo', 'company_logo', 'evidence'")).await.map(drop)
    }
}

/// Lets an upload be used for these purposes alone.
fn purposes(manager: &SchemaManager, purposes: &str) -> String {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return SQLITE.replace("PURPOSES", purposes);
    }
    format!(
        "alter table upload drop constraint upload_purpose_check;
         alter table upload add constraint upload_purpose_check check (purpose in ({purposes}));"
    )
}

/// Others refer to the uploads; by the end of the transaction they are there again.
const SQLITE: &str = r"
pragma defer_foreign_keys = on;
create table upload_kept as select * from upload;
drop table upload;
create table upload (
    id          uuid        primary key,
    account_id  uuid        not null references account,
    member_id   uuid        not null references member,
    media_type  text        not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf')),
    size        integer     not null check (size > 0),
    received_at timestamptz not null,
    state       text        not null,
    due_at      timestamptz, -- From when on it is discarded.
    purpose     text        check (purpose in (PURPOSES)),
    used_at     timestamptz,

    constraint upload_state_check check (case
        when state in ('receiving', 'unused', 'discarded')
            then due_at is not null and purpose is null     and used_at is null
        when state = 'used'
            then due_at is null     and purpose is not null and used_at is not null
        else false end)
);
insert into upload (id, account_id, member_id, media_type, size, received_at, state, due_at, purpose, used_at)
    select id, account_id, member_id, media_type, size, received_at, state, due_at, purpose, used_at from upload_kept;
drop table upload_kept;
create index upload_due on upload (due_at, id) where due_at is not null;
create index upload_waiting on upload (member_id, due_at) where state in ('receiving', 'unused');
";

const UP: &str = r"
create table message_attachment (
    message_id uuid    not null references message,
    position   integer not null check (position between 1 and 10),
    upload_id  uuid    not null unique references upload, -- A file goes with one message.
    name       text    not null check (length(name) between 1 and 100),

    primary key (message_id, position)
);

alter table message add column call_link text;
alter table message add column call_starts_at timestamptz check ((call_starts_at is null) = (call_link is null));
alter table message add column call_ends_at timestamptz check (
    (call_ends_at is null) = (call_link is null) and (call_ends_at is null or call_ends_at > call_starts_at));
";

/// The files are of no use to an older release: they go as what nobody uses goes.
const DOWN: &str = r"
alter table message drop column call_ends_at;
alter table message drop column call_starts_at;
alter table message drop column call_link;
drop table message_attachment;
update upload set state = 'unused', due_at = used_at, purpose = null, used_at = null where purpose = 'attachment';
";
