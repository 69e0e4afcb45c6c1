use sea_orm_migration::prelude::*;

/// Credentials that issuers sign: whom the operator trusts, what a certification rests on, and what the issuers' lists
/// said of it last.
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
create table credential_issuer (
    id       uuid        primary key,
    issuer   text        not null unique, -- As its credentials name it: a URL or a DID.
    name     text        not null,
    keys     text        not null, -- A JWK set of public keys.
    state    text        not null check (state in ('trusted', 'distrusted')),
    since_at timestamptz not null,
    reason   text        check ((reason is not null) = (state = 'distrusted'))
);

-- What an issuer's achievements count as.
create table credential_achievement (
    credential_issuer_id uuid not null references credential_issuer,
    achievement          text not null,
    level                text not null check (level in ('foundational', 'associate', 'professional', 'specialty')),

    primary key (credential_issuer_id, achievement)
);

create table credential_proof (
    certification_link_id uuid        primary key references certification_link,
    credential_issuer_id  uuid        not null references credential_issuer,
    achievement           text        not null,
    verified_at           timestamptz not null
);

-- Where the issuer says whether it still stands by a credential.
create table credential_status (
    certification_link_id uuid   not null references certification_link,
    list_url              text   not null,
    list_index            bigint not null check (list_index >= 0),
    purpose               text   not null check (purpose in ('revocation', 'suspension')),

    primary key (certification_link_id, list_url, list_index, purpose)
);

create index credential_status_list_links on credential_status (list_url);

create table credential_status_list (
    url                  text        primary key,
    credential_issuer_id uuid        not null references credential_issuer,
    purposes             text        not null, -- With commas between.
    encoded              text        not null, -- As signed: compressed, in base64.
    fetched_at           timestamptz not null,
    fresh_until          timestamptz not null,
    next_check_at        timestamptz -- Null while nothing rests on it.
);

create index credential_status_list_due on credential_status_list (next_check_at) where next_check_at is not null;
";

const DOWN: &str = r"
drop table credential_status_list;
drop table credential_status;
drop table credential_proof;
drop table credential_achievement;
drop table credential_issuer;
";
