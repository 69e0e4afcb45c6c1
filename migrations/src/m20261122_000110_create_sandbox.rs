use sea_orm_migration::prelude::*;

/// The sandbox's world outside: its clock, and what its payment provider and its payout rail know.
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
create table sandbox_clock (
    id     integer     primary key check (id = 1), -- One clock, and a database with one is a sandbox for ever.
    now_at timestamptz not null
);

-- What the provider was asked for, once a key, and what becomes of it.
create table sandbox_payment (
    key          text        primary key,
    external_id  text        not null unique,
    token        text,
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    asked_at     timestamptz not null,
    reported_at  timestamptz, -- Null: answered at once, and never reported.
    failure      text,        -- Null: it is collected.

    constraint sandbox_payment_reported_check check (reported_at is not null or failure is not null)
);

create index sandbox_payment_reported on sandbox_payment (reported_at, key) where reported_at is not null;

-- What the rail was handed, once an id, and what becomes of it.
create table sandbox_payout (
    id           text        primary key,
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    state        text        not null,
    handed_at    timestamptz not null,
    settles_at   timestamptz,
    trace        text,
    reason       text,
    returns_at   timestamptz check (returns_at > settles_at),

    constraint sandbox_payout_state_check check (case state
        when 'lost'     then settles_at is null     and trace is null     and reason is null     and returns_at is null
        when 'refused'  then settles_at is null     and trace is null     and reason is not null and returns_at is null
        when 'paid'     then settles_at is not null and trace is not null and (reason is null) = (returns_at is null)
        when 'rejected' then settles_at is not null and trace is null     and reason is not null and returns_at is null
        else false end)
);

create index sandbox_payout_settles on sandbox_payout (settles_at, id) where settles_at is not null;
create index sandbox_payout_returns on sandbox_payout (returns_at, id) where returns_at is not null;
";

const DOWN: &str = r"
drop table sandbox_payout;
drop table sandbox_payment;
drop table sandbox_clock;
";
