use sea_orm_migration::prelude::*;

/// Finds what a member of staff revealed lately: there is a limit to it.
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
create index audit_row_revealed on audit_row (staff_id, recorded_at) where kind = 'identifier.revealed';
";

const DOWN: &str = r"
drop index audit_row_revealed;
";
