use sea_orm_migration::prelude::*;

/// Who takes part: accounts and their members, the operator's staff, and the countries that may sell.
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
create table account (
    id              uuid        primary key,
    name            text        not null check (length(name) between 1 and 100),
    street          text        not null,
    city            text        not null,
    postal_code     text        not null,
    country         text        not null check (length(country) = 2),
    time_zone       text        not null,
    currency        text        not null check (length(currency) = 3),
    opened_at       timestamptz not null,
    state           text        not null,
    suspended_at    timestamptz,
    suspend_reason  text,
    closed_at       timestamptz,

    constraint account_state_check check (case state
        when 'open'      then suspended_at is null     and suspend_reason is null     and closed_at is null
        when 'suspended' then suspended_at is not null and suspend_reason is not null and closed_at is null
        when 'closed'    then suspended_at is null     and suspend_reason is null     and closed_at is not null
        else false end)
);

create table member (
    id                    uuid primary key,
    account_id            uuid not null references account,
    email                 text not null,
    name                  text not null check (length(name) between 1 and 100),
    state                 text not null,
    invitation_expires_at timestamptz,
    subject               text,
    rights                text,
    removed_at            timestamptz,

    constraint member_state_check check (case state
        when 'invited' then invitation_expires_at is not null
            and subject is null     and rights is null     and removed_at is null
        when 'active'  then invitation_expires_at is null
            and subject is not null and rights is not null and removed_at is null
        when 'removed' then invitation_expires_at is null
            and subject is not null and rights is null     and removed_at is not null
        else false end)
);

-- A person is in one account at most.
create unique index member_subject on member (subject) where state = 'active';
create unique index member_email on member (email) where state = 'active';
create unique index member_email_in_account on member (account_id, email) where state <> 'removed';
create index member_account on member (account_id, id);
create index member_invitation on member (email, invitation_expires_at) where state = 'invited';

create table staff (
    id           uuid primary key,
    email        text not null,
    name         text not null check (length(name) between 1 and 100),
    subject      text,
    state        text not null,
    rights       text,
    dismissed_at timestamptz,

    constraint staff_state_check check (case state
        when 'appointed' then rights is not null and dismissed_at is null
        when 'dismissed' then rights is null     and dismissed_at is not null
        else false end)
);

create unique index staff_email on staff (email) where state = 'appointed';
create unique index staff_subject on staff (subject) where state = 'appointed' and subject is not null;

create table eligible_country (
    country       text not null check (length(country) = 2),
    valid_from_on date not null,
    valid_to_on   date check (valid_to_on > valid_from_on), -- The first day on which it no longer is.
    primary key (country, valid_from_on)
);
";

const DOWN: &str = r"
drop table eligible_country;
drop table staff;
drop table member;
drop table account;
";
