use sea_orm_migration::prelude::*;

/// One more reason for which a run does not pay: the bank knows the seller at another address (MKT-03). SQLite
/// changes no check of a table that is there, so the table is made anew.
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
create table payout_blocker_kept as select * from payout_blocker;
drop table payout_blocker;
create table payout_blocker (
    expert_account_id uuid not null references account,
    currency          text not null,
    run_on            date not null,
    blocker           text not null check (blocker in (
        'no_verified_payout_method', 'payout_method_errored', 'dac7_not_approved', 'bank_address_differs',
        'below_minimum', 'payouts_paused', 'negative_balance', 'registration_closed')),

    primary key (expert_account_id, currency, run_on, blocker)
);
insert into payout_blocker (expert_account_id, currency, run_on, blocker)
    select expert_account_id, currency, run_on, blocker from payout_blocker_kept;
drop table payout_blocker_kept;
";

const DOWN: &str = r"
create table payout_blocker_kept as select * from payout_blocker where blocker <> 'bank_address_differs';
drop table payout_blocker;
create table payout_blocker (
    expert_account_id uuid not null references account,
    currency          text not null,
    run_on            date not null,
    blocker           text not null check (blocker in (
        'no_verified_payout_method', 'payout_method_errored', 'dac7_not_approved', 'below_minimum',
        'payouts_paused', 'negative_balance', 'registration_closed')),

    primary key (expert_account_id, currency, run_on, blocker)
);
insert into payout_blocker (expert_account_id, currency, run_on, blocker)
    select expert_account_id, currency, run_on, blocker from payout_blocker_kept;
drop table payout_blocker_kept;
";
