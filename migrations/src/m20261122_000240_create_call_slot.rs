use sea_orm_migration::prelude::*;

/// The video calls that staff offer, and those that experts booked, in the place of instants that nobody offered. Calls
/// that were booked so stand in their identity checks, and are decided there.
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
create table call_slot (
    id           uuid        primary key,
    staff_id     uuid        not null references staff,
    starts_at    timestamptz not null,
    ends_at      timestamptz not null,
    place        text        not null check (length(place) between 1 and 500),
    published_at timestamptz not null,
    withdrawn_at timestamptz,

    constraint call_slot_time_check check (ends_at > starts_at)
);

create index call_slot_start on call_slot (starts_at, id) where withdrawn_at is null;
create index call_slot_staff on call_slot (staff_id, ends_at);

create table identity_call (
    id                uuid        primary key,
    call_slot_id      uuid        not null references call_slot,
    identity_check_id uuid        not null references identity_check,
    member_id         uuid        not null references member,
    booked_at         timestamptz not null,
    state             text        not null check (state in ('booked', 'cancelled', 'over')),
    ended_at          timestamptz,

    constraint identity_call_ended_check check ((ended_at is null) = (state = 'booked'))
);

-- A slot is one expert's (IQ-38), and an expert waits for one call at a time.
create unique index identity_call_slot_taken on identity_call (call_slot_id) where state <> 'cancelled';
create unique index identity_call_booked on identity_call (identity_check_id) where state = 'booked';

drop table identity_call_slot;
";

const DOWN: &str = r"
create table identity_call_slot (
    at                timestamptz primary key,
    identity_check_id uuid        not null unique references identity_check
);
drop table identity_call;
drop table call_slot;
";
