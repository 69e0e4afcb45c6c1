use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// When a person is told next that a certification ends. Of those that are verified already, what is due is told.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(UP).await?;
        let backfill = if db.get_database_backend() == DbBackend::Sqlite { BACKFILL_SQLITE } else { BACKFILL_POSTGRES };
        db.execute_unprepared(backfill).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

const UP: &str = r"
alter table certification_link add column notice_at timestamptz
    check (notice_at is null or (state = 'verified' and expires_at is not null));
create index certification_link_notice on certification_link (notice_at, id)
    where state = 'verified' and notice_at is not null;
";

const BACKFILL_POSTGRES: &str = r"
update certification_link set notice_at = expires_at - interval '90 days'
    where state = 'verified' and expires_at is not null;
";

const BACKFILL_SQLITE: &str = r"
update certification_link set notice_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', expires_at, '-90 days')
    where state = 'verified' and expires_at is not null;
";

const DOWN: &str = r"
drop index certification_link_notice;
alter table certification_link drop column notice_at;
";
