use sea_orm_migration::prelude::*;

/// The money in: fee schedules, payment methods, bills, their charges, the attempts at them and what was collected.
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
create table fee_schedule (
    id            uuid        primary key,
    valid_from_at timestamptz not null unique,
    basis_points  integer     not null check (basis_points between 0 and 10000)
);

create table payment_method (
    id             uuid        primary key,
    account_id     uuid        not null references account,
    tender         text        not null check (tender in ('card', 'ach', 'net_terms')), -- Never a credit (IQ-35).
    net_days       integer     check (net_days > 0),
    provider_token text,
    added_at       timestamptz not null,

    constraint payment_method_terms_check check ((net_days is not null) = (tender = 'net_terms')),
    constraint payment_method_token_check check (provider_token is not null or tender = 'net_terms')
);

create index payment_method_account on payment_method (account_id, id);

create table payment_request (
    id                  uuid        primary key,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account check (expert_account_id <> customer_account_id),
    answers_id          uuid        references payment_request,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    name                text        not null,
    description         text        not null,
    is_final            boolean     not null,
    submitted_at        timestamptz not null,
    state               text        not null check (state in ('submitted', 'approved', 'declined', 'withdrawn')),
    auto_approve_at     timestamptz check (auto_approve_at >= submitted_at),
    decided_at          timestamptz check (decided_at >= submitted_at),
    approved_by         text        check (approved_by in ('customer', 'silence')),
    fee_basis_points    integer     check (fee_basis_points between 0 and 10000),
    fee_minor           bigint      check (fee_minor between 0 and amount_minor),
    decline_reason      text,

    -- The columns say what state the row is in, and only that.
    constraint payment_request_due_check check (auto_approve_at is null or state = 'submitted'),
    constraint payment_request_decided_check check ((decided_at is null) = (state = 'submitted')),
    -- A fee exists only on an approved bill (IQ-28).
    constraint payment_request_fee_check check
        (case when state = 'approved'
            then approved_by is not null and fee_basis_points is not null and fee_minor is not null
            else approved_by is null     and fee_basis_points is null     and fee_minor is null end),
    constraint payment_request_declined_check check ((decline_reason is not null) = (state = 'declined'))
);

create index payment_request_engagement on payment_request (engagement_id, id);
create index payment_request_due on payment_request (auto_approve_at, id) where auto_approve_at is not null;
-- An engagement is completed by one final bill.
create unique index payment_request_final on payment_request (engagement_id)
    where is_final and state in ('submitted', 'approved');

create table charge (
    id                  uuid        primary key,
    payment_request_id  uuid        not null unique references payment_request, -- No bill has two charges.
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    fee_minor           bigint      not null check (fee_minor between 0 and amount_minor),
    collected_minor     bigint      not null check (collected_minor between 0 and amount_minor),
    payment_method_id   uuid        not null references payment_method,
    tender              text        not null check (tender in ('card', 'ach', 'net_terms')), -- Never a credit (IQ-35).
    net_days            integer     check (net_days > 0),
    approved_at         timestamptz not null,
    due_at              timestamptz not null check (due_at > approved_at),
    overdue_at          timestamptz check (overdue_at = due_at),
    attempts            integer     not null check (attempts between 0 and 8),
    next_attempt_at     timestamptz,
    in_flight           boolean     not null check (next_attempt_at is null or not in_flight),
    state               text        not null,

    constraint charge_terms_check check ((net_days is not null) = (tender = 'net_terms')),
    constraint charge_transfer_check check (attempts = 0 or tender <> 'net_terms'),
    constraint charge_state_check check (case
        when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
        when state = 'collecting'          then collected_minor < amount_minor and in_flight
        when state = 'unresolved'          then collected_minor < amount_minor and in_flight
        when state = 'partially_collected' then collected_minor > 0 and collected_minor < amount_minor
        when state = 'overdue'             then collected_minor < amount_minor
        when state = 'collected'           then collected_minor = amount_minor and not in_flight
                                                and next_attempt_at is null
        else false end)
);

create index charge_state on charge (state, id);
create index charge_engagement on charge (engagement_id, id);
create index charge_attempt_due on charge (next_attempt_at, id) where next_attempt_at is not null;
create index charge_due on charge (due_at, id)
    where overdue_at is null and state in ('invoiced', 'collecting', 'partially_collected', 'overdue');

create table charge_attempt (
    charge_id    uuid        not null references charge,
    number       integer     not null check (number between 1 and 8),
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    begun_at     timestamptz not null,
    state        text        not null check (state in ('begun', 'processing', 'unknown', 'failed', 'collected')),
    answered_at  timestamptz,
    reason       text,

    primary key (charge_id, number),
    constraint charge_attempt_answered_check check ((answered_at is null) = (state = 'begun')),
    constraint charge_attempt_reason_check check ((reason is not null) = (state = 'failed'))
);

-- Never two attempts at once (IQ-31).
create unique index charge_attempt_in_flight on charge_attempt (charge_id)
    where state in ('begun', 'processing', 'unknown');
create index charge_attempt_open on charge_attempt (begun_at, charge_id) where state in ('begun', 'unknown');

create table collection (
    id           uuid        primary key,
    charge_id    uuid        not null references charge,
    external_id  text        not null unique, -- One event of the provider is one collection.
    reference    text        not null,
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor >= 0),
    excess_minor bigint      not null check (excess_minor >= 0),
    fee_minor    bigint      not null check (fee_minor between 0 and amount_minor),
    at           timestamptz not null,

    constraint collection_amount_check check (amount_minor + excess_minor > 0)
);

create index collection_charge on collection (charge_id, id);
";

const DOWN: &str = r"
drop table collection;
drop table charge_attempt;
drop table charge;
drop table payment_request;
drop table payment_method;
drop table fee_schedule;
";
