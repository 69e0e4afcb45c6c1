use sea_orm_migration::prelude::*;

/// The ways to what is not paid yet: by payee for the expert, one after the other for the operator.
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
create index payment_request_undecided on payment_request (expert_account_id, id) where state = 'submitted';
create index charge_open on charge (id) where collected_minor < amount_minor;
create index charge_open_payee on charge (expert_account_id, id) where collected_minor < amount_minor;
create index earning_open_payee on earning (expert_account_id, id) where taken_at is null;
";

const DOWN: &str = r"
drop index earning_open_payee;
drop index charge_open_payee;
drop index charge_open;
drop index payment_request_undecided;
";
