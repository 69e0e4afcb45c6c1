use sea_orm_migration::prelude::*;

/// What customers say of experts' work: one word each, read by staff before everybody does.
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
create table review (
    id                  uuid        primary key,
    engagement_id       uuid        not null unique references engagement, -- One each (G-35).
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    stars               integer     not null check (stars between 1 and 5),
    text                text        check (length(text) between 1 and 500),
    would_work_again    boolean     not null, -- Never shown to the expert.
    written_at          timestamptz not null,
    state               text        not null,
    published_at        timestamptz,
    removed_at          timestamptz,
    removal_reason      text        check (removal_reason in (
        'profanity', 'promotion', 'compensation', 'contact_data', 'external_url')),
    removal_note        text        check (length(removal_note) between 1 and 500),
    reply               text        check (length(reply) between 1 and 500),
    replied_at          timestamptz,

    constraint review_sides_check check (customer_account_id <> expert_account_id),
    constraint review_answer_check check (
        (reply is null) = (replied_at is null) and (reply is null or published_at is not null)),
    constraint review_removal_check check (
        (removed_at is null) = (removal_reason is null) and (removed_at is not null or removal_note is null)),
    constraint review_state_check check (case state
        when 'pending'   then published_at is null     and removed_at is null
        when 'published' then published_at is not null and removed_at is null
        when 'removed'   then removed_at is not null
        else false end)
);

create index review_published on review (expert_account_id, id) where state = 'published';
create index review_stars on review (expert_account_id, stars) where state = 'published';
create index review_pending on review (written_at, id) where state = 'pending';
";

const DOWN: &str = r"
drop table review;
";
