use sea_orm_migration::prelude::*;

/// What was agreed, how much of it is left, and whether it is over.
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
create table engagement (
    id                  uuid        primary key,
    proposal_id         uuid        not null unique references proposal, -- One acceptance makes one.
    customer_request_id uuid        not null references customer_request,
    conversation_id     uuid        not null references conversation,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    title               text        not null check (length(title) between 1 and 140),
    currency            text        not null check (length(currency) = 3),
    maximum_minor       bigint      not null check (maximum_minor > 0),
    approved_minor      bigint      not null check (approved_minor >= 0),
    pending_minor       bigint      not null check (pending_minor >= 0),
    payment_method_id   uuid        not null, -- Its table is a later one.
    silence_days        integer     check (silence_days between 1 and 90), -- Null: bills wait.
    started_at          timestamptz not null,
    state               text        not null,
    completed_at        timestamptz,

    constraint engagement_sides_check check (customer_account_id <> expert_account_id),
    -- Pending and approved bills never exceed the agreed amount (G-14).
    constraint engagement_remaining_check check (pending_minor <= maximum_minor - approved_minor),
    constraint engagement_state_check check (case state
        when 'active'       then completed_at is null
        when 'final_billed' then completed_at is null     and pending_minor > 0
        when 'completed'    then completed_at is not null and pending_minor = 0
        else false end)
);

create index engagement_customer on engagement (customer_account_id, id);
create index engagement_expert on engagement (expert_account_id, id);
";

const DOWN: &str = r"
drop table engagement;
";
