use sea_orm_migration::prelude::*;

/// Customers' objections to bills, and how they end (G-29).
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
create table dispute (
    id                  uuid        primary key,
    payment_request_id  uuid        not null references payment_request,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account check (expert_account_id <> customer_account_id),
    statement           text        not null check (length(statement) between 1 and 2000),
    opened_at           timestamptz not null,
    answer              text        check (length(answer) between 1 and 2000),
    answered_at         timestamptz check ((answered_at is null) = (answer is null)),
    recommendation      text        check (length(recommendation) between 1 and 2000),
    recommended_at      timestamptz check ((recommended_at is null) = (recommendation is null)),
    state               text        not null check (state in
        ('awaiting_expert', 'awaiting_customer', 'settled', 'withdrawn')),
    answer_due_at       timestamptz check (answer_due_at > opened_at),
    ended_at            timestamptz check (ended_at >= opened_at),
    settlement          text        check (settlement in
        ('whole', 'part', 'nothing', 'silent_expert', 'silent_customer')),
    part_currency       text        check (length(part_currency) = 3),
    part_minor          bigint      check (part_minor > 0),

    constraint dispute_due_check check
        ((answer_due_at is not null) = (state in ('awaiting_expert', 'awaiting_customer'))),
    constraint dispute_ended_check check ((ended_at is not null) = (state in ('settled', 'withdrawn'))),
    constraint dispute_answered_check check (case
        when state = 'awaiting_expert'   then answer is null
        when state = 'awaiting_customer' then answer is not null
        else true end),
    constraint dispute_settled_check check ((settlement is not null) = (state = 'settled')),
    constraint dispute_part_check check (case
        when settlement = 'part' then part_currency is not null and part_minor is not null
        else part_currency is null and part_minor is null end)
);

create index dispute_bill on dispute (payment_request_id, id);
create index dispute_due on dispute (answer_due_at, id) where state in ('awaiting_expert', 'awaiting_customer');
create index dispute_queue on dispute (id) where state in ('awaiting_expert', 'awaiting_customer');
-- One at a time.
create unique index dispute_open on dispute (payment_request_id)
    where state in ('awaiting_expert', 'awaiting_customer');
";

const DOWN: &str = r"
drop table dispute;
";
