use sea_orm_migration::prelude::*;

/// The registry of certifications, as files are imported into it. A file is loaded beside what is in force, and is
/// put in its place issuer by issuer in one moment, however large it is.
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
create table registry_import (
    id         uuid        primary key,
    began_at   timestamptz not null,
    touched_at timestamptz not null, -- When its last rows came: an import that stands still for long has died.
    taken_at   timestamptz
);

-- What one import says of one issuer.
create table registry_part (
    import_id  uuid not null references registry_import,
    issuer_key text not null, -- The issuer in lower case.
    state      text not null check (state in ('loading', 'current', 'obsolete')),

    primary key (import_id, issuer_key)
);

create unique index registry_part_current on registry_part (issuer_key) where state = 'current';
create index registry_part_obsolete on registry_part (import_id) where state = 'obsolete';

create table registered_certification (
    import_id   uuid   not null,
    issuer_key  text   not null,
    external_id text   not null,
    line        bigint not null, -- Of the file.
    holder      text   not null,
    level       text   not null check (level in ('foundational', 'associate', 'professional', 'specialty')),
    issued_on   date   not null,
    expires_on  date   check (expires_on >= issued_on),

    primary key (import_id, issuer_key, external_id),
    foreign key (import_id, issuer_key) references registry_part (import_id, issuer_key)
);

-- An import may know now what the registry did not know when it was asked.
alter table certification_link add column ask_again_at timestamptz
    check (ask_again_at is null or state = 'not_found');
create index certification_link_ask_again on certification_link (id) where ask_again_at is not null;
";

const DOWN: &str = r"
drop index certification_link_ask_again;
alter table certification_link drop column ask_again_at;
drop table registered_certification;
drop table registry_part;
drop table registry_import;
";
