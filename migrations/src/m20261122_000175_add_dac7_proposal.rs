use sea_orm_migration::prelude::*;

/// Where two reviewers are needed, the approval of the first waits for the second.
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
alter table dac7_form add column proposed boolean not null default false check (not proposed or state = 'in_review');
";

const DOWN: &str = r"
alter table dac7_form drop column proposed;
";
