use sea_orm_migration::prelude::*;

/// A letter may carry an invitation to a call, or that there will be none.
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
alter table letter add column calendar_method text check (calendar_method in ('request', 'cancel'));
alter table letter add column calendar text check ((calendar is null) = (calendar_method is null));
";

const DOWN: &str = r"
alter table letter drop column calendar;
alter table letter drop column calendar_method;
";
