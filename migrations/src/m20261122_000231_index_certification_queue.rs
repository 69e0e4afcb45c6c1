use sea_orm_migration::prelude::*;

/// Finds the certifications that wait for a decision in the order in which they wait.
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
create index certification_link_waiting on certification_link (since_at, id)
    where state in ('claimed', 'manual_review');
";

const DOWN: &str = r"
drop index certification_link_waiting;
";
