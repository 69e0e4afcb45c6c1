use sea_orm_migration::{
    prelude::*,
    sea_orm::{Statement, TransactionTrait},
};

/// What staff give up of what payees owe back. The way down is refused once anything was given up.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = "select 1 as found from receivable_write_off limit 1";
        if tx.query_one_raw(Statement::from_string(manager.get_database_backend(), any)).await?.is_some() {
            return Err(DbErr::Migration("receivable_write_off holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared("drop table receivable_write_off").await?;
        tx.commit().await
    }
}

const UP: &str = r"
create table receivable_write_off (
    id               uuid        primary key,
    payee_account_id uuid        not null references account,
    currency         text        not null,
    amount_minor     bigint      not null check (amount_minor > 0),
    owed_minor       bigint      not null check (owed_minor >= amount_minor),
    reason           text        not null check (reason <> ''),
    written_off_at   timestamptz not null
);

create index receivable_write_off_payee on receivable_write_off (payee_account_id, id);
";
