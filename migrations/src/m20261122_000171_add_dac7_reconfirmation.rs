use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// How long an approval of a DAC7 form counts: until when it needs no confirmation, until when one is waited for, and
/// since when it counts no longer. The state of all three is 'approved', as nobody sent the form back.
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
alter table dac7_form add column reconfirm_at timestamptz check (reconfirm_at is null or state = 'approved');
alter table dac7_form add column expires_at timestamptz check (expires_at is null or reconfirm_at is not null);
alter table dac7_form add column expired_at timestamptz check (expired_at is null or expires_at is not null);
create index dac7_form_reconfirm on dac7_form (reconfirm_at, id) where state = 'approved';
";

const BACKFILL_POSTGRES: &str = r"
update dac7_form set reconfirm_at = reviewed_at + interval '36 months' where state = 'approved';
";

const BACKFILL_SQLITE: &str = r"
update dac7_form set reconfirm_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', reviewed_at, '+36 months')
    where state = 'approved';
";

const DOWN: &str = r"
drop index dac7_form_reconfirm;
alter table dac7_form drop column expired_at;
alter table dac7_form drop column expires_at;
alter table dac7_form drop column reconfirm_at;
";
