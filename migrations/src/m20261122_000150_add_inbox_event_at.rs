use sea_orm_migration::prelude::*;

/// When what was told happened, by the word of who told it: how far the telling came. What was received before
/// counts from its receipt.
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
alter table inbox_event add column at timestamptz;
create index inbox_event_told on inbox_event (source, coalesce(at, received_at));
drop index inbox_event_received;
";

const DOWN: &str = r"
create index inbox_event_received on inbox_event (source, received_at);
drop index inbox_event_told;
alter table inbox_event drop column at;
";
