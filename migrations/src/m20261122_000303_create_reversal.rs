use sea_orm_migration::{
    prelude::*,
    sea_orm::{Statement, TransactionTrait},
};

/// What banks and card networks take back of what was collected; what of it comes before the collection waits for it. The
/// way down is refused once anything was taken back.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = Statement::from_string(manager.get_database_backend(), "select 1 as found from reversal limit 1");
        if tx.query_one_raw(any).await?.is_some() {
            return Err(DbErr::Migration("reversal holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared(DOWN).await?;
        tx.commit().await
    }
}

const UP: &str = r"
create table reversal (
    id              uuid        primary key,
    charge_id       uuid        not null references charge,
    external_id     text        not null unique, -- One event of the provider.
    reference       text        not null,
    collected_by    text        not null, -- The provider's event that had brought it.
    kind            text        not null check (kind in ('return', 'chargeback')),
    reason          text        not null,
    currency        text        not null,
    amount_minor    bigint      not null check (amount_minor > 0),
    at              timestamptz not null,
    received_at     timestamptz not null,
    collection_id   uuid        references collection, -- Null: not reported yet, and this waits for it.
    taken_minor     bigint      check (taken_minor between 0 and amount_minor),
    taken_fee_minor bigint      check (taken_fee_minor between 0 and taken_minor),
    booked_at       timestamptz check (booked_at >= received_at),

    constraint reversal_booked_check check ((collection_id is null) = (taken_minor is null)
        and (collection_id is null) = (taken_fee_minor is null) and (collection_id is null) = (booked_at is null))
);

create index reversal_charge on reversal (charge_id, id);
create index reversal_collection on reversal (collection_id) where collection_id is not null;

-- What a reversal takes of an earning; what it leaves is an earning again.
create table reversal_line (
    earning_id   uuid   primary key references earning,
    reversal_id  uuid   not null references reversal,
    amount_minor bigint not null check (amount_minor > 0)
);

create index reversal_line_reversal on reversal_line (reversal_id, earning_id);

alter table suspended_money add column kind text not null default 'late_money'
    check (kind in ('late_money', 'excess_taken'));
";

const DOWN: &str = r"
alter table suspended_money drop column kind;
drop table reversal_line;
drop table reversal;
";
