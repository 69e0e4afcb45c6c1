use sea_orm_migration::prelude::*;

/// What reviewers find forms by: filed with every submission, because the answers themselves are not searched. What was
/// submitted before has no row; it waits in the queue as before, and is found by its status and age.
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
create table dac7_review_item (
    dac7_form_id uuid primary key references dac7_form,
    country      text check (length(country) = 2), -- Of the primary address.
    kind         text not null check (kind in ('first', 'change', 'renewal'))
);
create table dac7_review_doubt (
    dac7_form_id uuid not null references dac7_form,
    code         text not null check (code <> ''),

    primary key (dac7_form_id, code)
);
create index dac7_form_waiting on dac7_form (submitted_at, id) where state in ('submitted', 'in_review');
";

const DOWN: &str = r"
drop index dac7_form_waiting;
drop table dac7_review_doubt;
drop table dac7_review_item;
";
