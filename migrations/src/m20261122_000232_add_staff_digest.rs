use sea_orm_migration::prelude::*;

/// Of which day each member of staff was written last what waits for them, and what waits, found as it waits.
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
alter table staff add column digest_on date;
create index registration_waiting on registration (submitted_at, id) where state in ('submitted', 'under_review');
create index identity_check_waiting on identity_check (since_at, id) where state = 'under_review';
create index payout_method_waiting on payout_method (since_at, id) where state = 'pending';
";

const DOWN: &str = r"
drop index payout_method_waiting;
drop index identity_check_waiting;
drop index registration_waiting;
alter table staff drop column digest_on;
";
