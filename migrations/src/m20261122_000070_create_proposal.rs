use sea_orm_migration::prelude::*;

/// Offers with a fixed maximum, and what became of them.
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
create table proposal (
    id                  uuid        primary key,
    conversation_id     uuid        not null references conversation,
    customer_request_id uuid        not null references customer_request,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    title               text        not null check (length(title) between 1 and 140),
    terms               text        not null check (length(terms) between 1 and 10000),
    currency            text        not null check (length(currency) = 3),
    maximum_minor       bigint      not null check (maximum_minor > 0),
    sent_at             timestamptz not null,
    expires_at          timestamptz,
    state               text        not null,
    decided_at          timestamptz,
    engagement_id       uuid        unique, -- Its table is a later one, and refers back.

    constraint proposal_sides_check check (customer_account_id <> expert_account_id),
    constraint proposal_expiry_check check (expires_at is null or expires_at > sent_at),
    constraint proposal_state_check check (case state
        when 'proposed'  then decided_at is null     and engagement_id is null
        when 'accepted'  then decided_at is not null and engagement_id is not null
        when 'declined'  then decided_at is not null and engagement_id is null
        when 'withdrawn' then decided_at is not null and engagement_id is null
        -- It expires at the instant that was offered, however late that was noticed (G-28).
        when 'expired'   then decided_at is not null and engagement_id is null
                              and expires_at is not null and decided_at = expires_at
        else false end)
);

create index proposal_conversation on proposal (conversation_id, id);
create index proposal_due on proposal (expires_at, id) where state = 'proposed' and expires_at is not null;
";

const DOWN: &str = r"
drop table proposal;
";
