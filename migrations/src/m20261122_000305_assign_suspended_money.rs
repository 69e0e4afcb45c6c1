use sea_orm_migration::{
    prelude::*,
    sea_orm::{Statement, TransactionTrait},
};

/// Money in suspense may turn out to be of another charge than the one that it came for. The way down is refused once any
/// did: an older release would look for it at the charge that it came for.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = "select 1 as found from suspended_money where assigned_charge_id is not null limit 1";
        if tx.query_one_raw(Statement::from_string(manager.get_database_backend(), any)).await?.is_some() {
            return Err(DbErr::Migration("suspended_money holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared("alter table suspended_money drop column assigned_charge_id").await?;
        tx.commit().await
    }
}

const UP: &str = r"
-- Null in what was assigned: it paid the charge that it came for.
alter table suspended_money add column assigned_charge_id uuid references charge
    check (assigned_charge_id is null
        or (assigned_at is not null and kind = 'late_money' and assigned_charge_id <> charge_id));
";
