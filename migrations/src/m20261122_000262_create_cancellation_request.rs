use sea_orm_migration::prelude::*;

/// What one side asked of the other: to end the agreed work (G-46).
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
create table cancellation_request (
    id                  uuid        primary key,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    asked_by            text        not null check (asked_by in ('customer', 'expert')),
    reason              text        not null check (length(reason) between 1 and 250),
    asked_at            timestamptz not null,
    state               text        not null,
    answer_due_at       timestamptz check (answer_due_at > asked_at),
    decided_at          timestamptz check (decided_at >= asked_at),
    consent             text        check (consent in ('answer', 'silence')),
    withdraw_reason     text        check (length(withdraw_reason) between 1 and 250),

    constraint cancellation_request_sides_check check (customer_account_id <> expert_account_id),
    constraint cancellation_request_decided_check check
        ((answer_due_at is not null) = (state = 'pending') and (decided_at is null) = (state = 'pending')),
    constraint cancellation_request_state_check check (case
        when state in ('pending', 'rejected') then consent is null     and withdraw_reason is null
        when state = 'approved'               then consent is not null and withdraw_reason is null
        when state = 'withdrawn'              then consent is null     and withdraw_reason is not null
        else false end)
);

create index cancellation_request_engagement on cancellation_request (engagement_id, id);
create index cancellation_request_due on cancellation_request (answer_due_at, id) where state = 'pending';
-- One at a time (G-46).
create unique index cancellation_request_open on cancellation_request (engagement_id) where state = 'pending';
";

const DOWN: &str = r"
drop table cancellation_request;
";
