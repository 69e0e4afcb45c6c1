use sea_orm_migration::prelude::*;

/// Reasons not to pay a payee, and one more reason for which a run does not. SQLite changes no check of a table that is
/// there, so `payout_blocker` is made anew.
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
create table hold (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    currency          text        check (length(currency) = 3), -- Null: every currency.
    reason            text        not null check (reason in (
        'dac7_changes_requested', 'dac7_expired', 'due_diligence', 'company_check_reopened', 'investigation',
        'authority_request', 'other')),
    note              text,
    placed_at         timestamptz not null,
    placed_by         uuid        references staff,             -- Null: the system.
    released_at       timestamptz,
    released_by       uuid        references staff,
    release_reason    text,

    -- Staff say why; the system's reasons are its own.
    constraint hold_placed_check check ((placed_by is null) = (note is null) and (placed_by is null) = (
        reason in ('dac7_changes_requested', 'dac7_expired', 'due_diligence'))),
    constraint hold_released_check check (
        (released_at is null) = (release_reason is null) and (released_by is null or released_at is not null))
);
create index hold_payee on hold (expert_account_id, id);
-- A cause holds once.
create unique index hold_of_system on hold (expert_account_id, reason) where released_at is null and placed_by is null;

create table payout_blocker_kept as select * from payout_blocker;
drop table payout_blocker;
create table payout_blocker (
    expert_account_id uuid not null references account,
    currency          text not null,
    run_on            date not null,
    blocker           text not null check (blocker in (
        'no_verified_payout_method', 'payout_method_errored', 'dac7_not_approved', 'bank_address_differs',
        'below_minimum', 'payouts_paused', 'negative_balance', 'on_hold', 'registration_closed')),

    primary key (expert_account_id, currency, run_on, blocker)
);
insert into payout_blocker (expert_account_id, currency, run_on, blocker)
    select expert_account_id, currency, run_on, blocker from payout_blocker_kept;
drop table payout_blocker_kept;
";

const DOWN: &str = r"
create table payout_blocker_kept as select * from payout_blocker where blocker <> 'on_hold';
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
drop table hold;
";
