use sea_orm_migration::prelude::*;

/// Who is let into customers' accounts, how far, and every time that somebody goes in. What is handed out then is kept
/// nowhere.
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
create table access_level (
    name        text primary key check (length(name) between 1 and 100),
    description text not null,
    includes    text not null -- Names, separated by blanks.
);

create table access_grant (
    id                  uuid        primary key,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    member_id           uuid        not null references member, -- Nobody else goes in.
    level               text        not null references access_level,
    purpose             text        not null check (length(purpose) between 1 and 500),
    requested_at        timestamptz not null,
    flagged_at          timestamptz,
    state               text        not null,
    given_level         text        references access_level,
    given_at            timestamptz,
    ended_at            timestamptz,
    cause               text        check (cause in ('engagement_over', 'person_left')),
    reason              text        check (length(reason) between 1 and 500),

    constraint access_grant_sides_check check (customer_account_id <> expert_account_id),
    constraint access_grant_given_check check ((given_level is null) = (given_at is null)),
    constraint access_grant_said_check check (reason is null or state in ('declined', 'revoked')),
    constraint access_grant_state_check check (case state
        when 'requested'    then given_at is null     and ended_at is null     and cause is null
        when 'approved'     then given_at is not null and ended_at is null     and cause is null
        when 'declined'     then given_at is null     and ended_at is not null and cause is null
        when 'withdrawn'    then given_at is null     and ended_at is not null
        when 'revoked'      then given_at is not null and ended_at is not null and cause is null
        when 'auto_revoked' then given_at is not null and ended_at is not null and cause is not null
        else false end)
);

create index access_grant_engagement on access_grant (engagement_id, id);
create index access_grant_customer on access_grant (customer_account_id, id);
create index access_grant_expert on access_grant (expert_account_id, id);
create index access_grant_live on access_grant (member_id, id) where state in ('requested', 'approved');

create table access_session (
    id              uuid        primary key,
    access_grant_id uuid        not null references access_grant,
    event_id        uuid        not null unique references audit_row, -- No session without its line in the log.
    level           text        not null references access_level,
    opened_at       timestamptz not null,
    expires_at      timestamptz not null,

    constraint access_session_length_check check (expires_at > opened_at)
);
";

const DOWN: &str = r"
drop table access_session;
drop table access_grant;
drop table access_level;
";
