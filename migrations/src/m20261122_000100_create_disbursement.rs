use sea_orm_migration::prelude::*;

/// The money out: where it goes, when it goes, what waits to go, and each payment with what became of it.
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
create table payout_method (
    id                 uuid        primary key,
    expert_account_id  uuid        not null references account,
    currency           text        not null check (length(currency) = 3),
    rail               text        not null check (rail in ('sandbox', 'sepa', 'nacha')),
    account_number     text        not null,
    routing_number     text        check (length(routing_number) = 9),
    holder             text        not null check (length(holder) between 1 and 140),
    holder_reason      text,
    street             text        not null,
    city               text        not null,
    postal_code        text        not null,
    country            text        not null check (length(country) = 2),
    document_issued_on date        not null,
    added_at           timestamptz not null,
    state              text        not null,
    since_at           timestamptz not null,
    review_due_on      date,
    alerted_at         timestamptz,
    evidence           text,
    reason             text,

    constraint payout_method_carried_check check (case rail
        when 'sepa'  then currency = 'EUR' and routing_number is null
        when 'nacha' then currency = 'USD' and routing_number is not null
        else true end),
    -- The columns say what state the row is in, and only that.
    constraint payout_method_review_check check
        ((review_due_on is not null) = (state = 'pending') and (alerted_at is null or state = 'pending')),
    constraint payout_method_state_check check (case
        when state in ('pending', 'removed')  then evidence is null     and reason is null
        when state = 'verified'               then evidence is not null and reason is null
        when state in ('rejected', 'errored') then evidence is null     and reason is not null
        else false end)
);

create index payout_method_account on payout_method (expert_account_id, currency, id);
create index payout_method_review on payout_method (review_due_on, id) where alerted_at is null and state = 'pending';

create table payout_preference (
    expert_account_id uuid    not null references account,
    currency          text    not null check (length(currency) = 3),
    -- Null: daily. 31: the last day of the month. 29 and 30 are not offered (G-41).
    month_day         integer check (month_day between 1 and 28 or month_day = 31),
    minimum_minor     bigint  not null check (minimum_minor >= 0),
    state             text    not null,
    paused_at         timestamptz,

    primary key (expert_account_id, currency),
    constraint payout_preference_state_check check (case state
        when 'active' then paused_at is null
        when 'paused' then paused_at is not null
        else false end)
);

-- How far the runs of a currency were made. Its row is locked by whoever makes one.
create table payout_run (
    currency          text primary key check (length(currency) = 3),
    closed_through_on date
);

create table disbursement (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    payout_method_id  uuid        not null references payout_method,
    currency          text        not null,
    amount_minor      bigint      not null check (amount_minor > 0),
    run_on            date        not null,
    scheduled_at      timestamptz not null,
    state             text        not null,
    since_at          timestamptz,
    due_at            timestamptz, -- When a worker has to act on it next.
    message           bytea,
    bank_trace        text,
    reason            text,

    unique (expert_account_id, currency, run_on), -- Running a day twice pays once.
    constraint disbursement_state_check check (case
        when state = 'scheduled'
            then since_at is null     and message is null     and bank_trace is null     and reason is null
        when state in ('claimed', 'cancelled')
            then since_at is not null and message is null     and bank_trace is null     and reason is null
        when state in ('rendered', 'sent', 'unresolved')
            then since_at is not null and message is not null and bank_trace is null     and reason is null
        when state = 'paid'
            then since_at is not null and message is not null and bank_trace is not null and reason is null
        when state = 'rejected'
            then since_at is not null and message is not null and bank_trace is null     and reason is not null
        when state = 'returned'
            then since_at is not null and message is not null and bank_trace is not null and reason is not null
        else false end),
    constraint disbursement_due_check check
        ((due_at is not null) = (state in ('scheduled', 'claimed', 'rendered', 'unresolved')))
);

create index disbursement_account on disbursement (expert_account_id, id);
create index disbursement_due on disbursement (due_at, id) where due_at is not null;
create index disbursement_in_flight on disbursement (payout_method_id)
    where state in ('scheduled', 'claimed', 'rendered', 'sent', 'unresolved');
create index disbursement_unresolved on disbursement (id) where state = 'unresolved';

create table earning (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    -- Nothing is payable that was not collected (IQ-30), or came back after it was.
    collection_id     uuid        unique references collection,
    given_back_by_id  uuid        unique references disbursement,
    currency          text        not null,
    amount_minor      bigint      not null check (amount_minor > 0),
    available_at      timestamptz not null,
    taken_at          timestamptz, -- Null while no disbursement has it.

    constraint earning_source_check check ((collection_id is null) <> (given_back_by_id is null))
);

create index earning_open on earning (currency, expert_account_id, available_at) where taken_at is null;
create index earning_oldest on earning (currency, available_at) where taken_at is null;

create table disbursement_line (
    earning_id      uuid   primary key references earning, -- An earning is disbursed once, and whole.
    disbursement_id uuid   not null references disbursement,
    amount_minor    bigint not null check (amount_minor > 0)
);

create index disbursement_line_disbursement on disbursement_line (disbursement_id, earning_id);

create table payout_blocker (
    expert_account_id uuid not null references account,
    currency          text not null,
    run_on            date not null,
    blocker           text not null check (blocker in (
        'no_verified_payout_method', 'payout_method_errored', 'dac7_not_approved', 'below_minimum',
        'payouts_paused', 'negative_balance', 'registration_closed')),

    primary key (expert_account_id, currency, run_on, blocker)
);
";

const DOWN: &str = r"
drop table payout_blocker;
drop table disbursement_line;
drop table earning;
drop table disbursement;
drop table payout_run;
drop table payout_preference;
drop table payout_method;
";
