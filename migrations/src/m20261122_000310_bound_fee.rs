use sea_orm_migration::prelude::*;

/// Fees that end by themselves, and that have a least and a greatest amount.
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
alter table fee_schedule add column valid_until_at timestamptz check (valid_until_at > valid_from_at);

create table fee_bounds (
    fee_schedule_id uuid   not null references fee_schedule,
    currency        text   not null,
    minimum_minor   bigint check (minimum_minor >= 0),
    maximum_minor   bigint check (maximum_minor >= 0),

    primary key (fee_schedule_id, currency),
    constraint fee_bounds_given_check check (minimum_minor is not null or maximum_minor is not null),
    constraint fee_bounds_order_check check (minimum_minor <= maximum_minor)
);
";

const DOWN: &str = r"
drop table fee_bounds;
alter table fee_schedule drop column valid_until_at;
";
