use sea_orm_migration::prelude::*;

/// Whether companies and their owners are who they say; what is not known stops the payouts. Of the holds, the one for a
/// company that is checked again is the system's from here on. SQLite changes no check of a table that is there, so
/// tables are made anew.
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
create table company_check (
    id            uuid        primary key,
    account_id    uuid        not null unique references account, -- One an account, shared by its experts (G-40).
    owners        text        not null,                           -- Names, birth dates, countries, shares; sealed.
    sealed_by     bigint      references data_key,
    state         text        not null,
    since_at      timestamptz not null,
    documents     text,                                           -- JSON: where they lie, and their days.
    review_due_on date,
    alerted_at    timestamptz,
    evidence      text,
    reason        text,

    constraint company_check_state_check check (case state
        when 'pending'         then documents is null     and evidence is null     and reason is null
        when 'under_review'    then documents is not null and evidence is null     and reason is null
        when 'action_required' then documents is null     and evidence is null     and reason is not null
        when 'passed'          then documents is null     and evidence is not null and reason is null
        when 'failed'          then documents is null     and evidence is not null and reason is not null
        else false end),
    constraint company_check_review_check check (
        (review_due_on is not null) = (state = 'under_review') and (alerted_at is null or state = 'under_review'))
);
create index company_check_review on company_check (review_due_on, id) where alerted_at is null;
create index company_check_state on company_check (state, id);

create table hold_kept as select * from hold;
drop table hold;
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

    -- Staff say why; the system's reasons are its own, but for a company that staff held by hand before.
    constraint hold_placed_check check ((placed_by is null) = (note is null) and case
        when reason in ('dac7_changes_requested', 'dac7_expired', 'due_diligence') then placed_by is null
        when reason = 'company_check_reopened' then true
        else placed_by is not null end),
    constraint hold_released_check check (
        (released_at is null) = (release_reason is null) and (released_by is null or released_at is not null))
);
insert into hold select * from hold_kept;
drop table hold_kept;
create index hold_payee on hold (expert_account_id, id);
create unique index hold_of_system on hold (expert_account_id, reason) where released_at is null and placed_by is null;

create table payout_blocker_kept as select * from payout_blocker;
drop table payout_blocker;
create table payout_blocker (
    expert_account_id uuid not null references account,
    currency          text not null,
    run_on            date not null,
    blocker           text not null check (blocker in (
        'no_verified_payout_method', 'payout_method_errored', 'dac7_not_approved', 'kyc_incomplete', 'bank_address_differs',
        'below_minimum', 'payouts_paused', 'negative_balance', 'on_hold', 'registration_closed')),

    primary key (expert_account_id, currency, run_on, blocker)
);
insert into payout_blocker (expert_account_id, currency, run_on, blocker)
    select expert_account_id, currency, run_on, blocker from payout_blocker_kept;
drop table payout_blocker_kept;
";

const DOWN: &str = r"
create table payout_blocker_kept as select * from payout_blocker where blocker <> 'kyc_incomplete';
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

create table hold_kept as select * from hold where reason <> 'company_check_reopened' or placed_by is not null;
drop table hold;
create table hold (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    currency          text        check (length(currency) = 3),
    reason            text        not null check (reason in (
        'dac7_changes_requested', 'dac7_expired', 'due_diligence', 'company_check_reopened', 'investigation',
        'authority_request', 'other')),
    note              text,
    placed_at         timestamptz not null,
    placed_by         uuid        references staff,
    released_at       timestamptz,
    released_by       uuid        references staff,
    release_reason    text,

    constraint hold_placed_check check ((placed_by is null) = (note is null) and (placed_by is null) = (
        reason in ('dac7_changes_requested', 'dac7_expired', 'due_diligence'))),
    constraint hold_released_check check (
        (released_at is null) = (release_reason is null) and (released_by is null or released_at is not null))
);
insert into hold select * from hold_kept;
drop table hold_kept;
create index hold_payee on hold (expert_account_id, id);
create unique index hold_of_system on hold (expert_account_id, reason) where released_at is null and placed_by is null;

drop table company_check;
";
