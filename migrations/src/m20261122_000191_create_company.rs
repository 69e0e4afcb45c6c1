use sea_orm_migration::prelude::*;

/// Companies as they show themselves, what experts have done, and in whose name they speak.
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
create table company (
    account_id     uuid        primary key references account, -- One an account, shared by its experts (G-04).
    name           text        not null check (length(name) between 1 and 100),
    description    text        not null check (length(description) between 1 and 2000),
    logo_upload_id uuid        not null unique references upload,
    url            text        not null,
    saved_at       timestamptz not null
);

alter table expert_profile add column experience text not null default '[]'; -- JSON, in the order in which it is shown.

alter table response add column speaks_as text not null default 'individual'
    check (speaks_as in ('individual', 'company'));
alter table message add column speaks_as text check (speaks_as in ('individual', 'company')); -- Customers have one name.
update message set speaks_as = 'individual' where exists (
    select 1 from conversation where conversation.id = message.conversation_id
        and conversation.expert_account_id = message.author_account_id);
";

const DOWN: &str = r"
alter table message drop column speaks_as;
alter table response drop column speaks_as;
alter table expert_profile drop column experience;
drop table company;
";
