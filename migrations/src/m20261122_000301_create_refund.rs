use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement, TransactionTrait},
};

mod sqlite;

/// What experts give back: of charges that are open and of what was collected, of money that waits for a run and of what
/// was paid out. A charge may be forgiven, and an earning be what a refund left of another.
///
/// SQLite changes no check of a table that is there, so there two tables are made anew. The way down is refused once
/// anything was refunded.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        if is_sqlite(manager) {
            tx.execute_unprepared(&sqlite::up()).await?;
        } else {
            tx.execute_unprepared(POSTGRES_UP).await?;
        }
        tx.execute_unprepared(INDEXES).await?;
        tx.execute_unprepared(REFUND).await?;
        tx.commit().await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = Statement::from_string(manager.get_database_backend(), "select 1 as found from refund limit 1");
        if tx.query_one_raw(any).await?.is_some() {
            return Err(DbErr::Migration("refund holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared(DROP_REFUND).await?;
        if is_sqlite(manager) {
            tx.execute_unprepared(&sqlite::down()).await?;
        } else {
            tx.execute_unprepared(POSTGRES_DOWN).await?;
        }
        tx.execute_unprepared(INDEXES_OF_BEFORE).await?;
        tx.commit().await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

const REFUND: &str = r"
create table refund (
    id                  uuid        primary key,
    charge_id           uuid        not null references charge,
    payment_request_id  uuid        not null references payment_request,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    asked_minor         bigint      check (asked_minor > 0), -- Null: nobody asked.
    kind                text        not null check (kind in ('full', 'partial')),
    reason              text        not null check (length(reason) between 1 and 250),
    begun_at            timestamptz not null,
    reduced_minor       bigint      not null check (reduced_minor between 0 and amount_minor),
    reduced_fee_minor   bigint      not null check (reduced_fee_minor between 0 and reduced_minor),
    returned_minor      bigint,     -- Null: never sent.
    returned_fee_minor  bigint      check (returned_fee_minor between 0 and returned_minor),
    payment_method_id   uuid        references payment_method, -- Null: it goes where the money came from.
    sends               integer     not null check (sends >= 0),
    state               text        not null,
    since_at            timestamptz not null check (since_at >= begun_at),
    due_at              timestamptz, -- When time acts on it next.
    problem             text,
    is_credited         boolean     not null, -- The money is the customer's credit until it is sent anew.

    constraint refund_returned_check check ((returned_minor is null) = (sends = 0)
        and (returned_minor is null) = (returned_fee_minor is null)
        and (returned_minor is null or returned_minor = amount_minor - reduced_minor)),
    constraint refund_asked_check check (asked_minor is not null or state not in ('requested', 'refused')),
    constraint refund_credited_check check (not is_credited or (state = 'action_required' and sends > 0)),
    -- The columns say what state the row is in, and only that.
    constraint refund_state_check check (case
        when state = 'requested'
            then due_at is null     and problem is null     and sends = 0 and reduced_minor = 0
        when state = 'refused'
            then due_at is null     and problem is not null and sends = 0 and reduced_minor = 0
        when state = 'pending'
            then due_at is null     and problem is null     and sends = 0 and reduced_minor = 0
        when state = 'processing'
            then due_at is not null and problem is null     and reduced_minor < amount_minor
        when state = 'sending'
            then                        problem is null     and sends > 0
        when state = 'unresolved'
            then due_at is not null and problem is null     and sends > 0
        when state = 'action_required'
            then due_at is null     and problem is not null and reduced_minor < amount_minor
        when state = 'completed'
            then due_at is null     and problem is null     and (sends > 0 or reduced_minor = amount_minor)
        else false end)
);

create index refund_charge on refund (charge_id, id);
create index refund_due on refund (state, due_at, id) where due_at is not null;
create index refund_customer on refund (customer_account_id);
create index refund_expert on refund (expert_account_id);
create index refund_unresolved on refund (id) where state = 'unresolved';

-- What a refund takes of an earning; what it leaves is an earning again.
create table refund_line (
    earning_id   uuid   primary key references earning,
    refund_id    uuid   not null references refund,
    amount_minor bigint not null check (amount_minor > 0)
);

create index refund_line_refund on refund_line (refund_id, earning_id);

-- What the sandbox's provider was asked to send back, once a key, and what becomes of it.
create table sandbox_refund (
    key          text        primary key,
    external_id  text        not null unique,
    token        text,
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    asked_at     timestamptz not null,
    reported_at  timestamptz, -- Null: answered at once, and never reported.
    failure      text         -- Null: the customer has it.
);

create index sandbox_refund_reported on sandbox_refund (reported_at, key) where reported_at is not null;

-- Who may bill may give back: both were the same before.
update member set rights = rights || ' REFUND' where ' ' || rights || ' ' like '% BILL %';
";

const DROP_REFUND: &str = r"
update member set rights = trim(replace(' ' || rights || ' ', ' REFUND ', ' ')) where rights is not null;
drop table sandbox_refund;
drop table refund_line;
drop table refund;
";

const POSTGRES_UP: &str = r"
alter table charge add column collected_fee_minor bigint not null default 0;
alter table charge add column reduced_minor       bigint not null default 0 check (reduced_minor >= 0);
alter table charge add column returned_minor      bigint not null default 0 check (returned_minor >= 0);
alter table charge add column returned_fee_minor  bigint not null default 0 check (returned_fee_minor >= 0);
alter table charge add column promised_minor      bigint not null default 0 check (promised_minor >= 0);
update charge set collected_fee_minor = (
    select coalesce(sum(collection.fee_minor), 0) from collection where collection.charge_id = charge.id);
alter table charge add constraint charge_fees_check check
    (collected_fee_minor between 0 and fee_minor and returned_fee_minor <= collected_fee_minor);
alter table charge add constraint charge_refunds_check check (returned_minor <= collected_minor
    and reduced_minor <= amount_minor - collected_minor
    and promised_minor <= amount_minor - reduced_minor - returned_minor);
alter table charge drop constraint charge_state_check;
alter table charge add constraint charge_state_check check (case
    when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
                                            and reduced_minor < amount_minor
    when state = 'collecting'          then collected_minor + reduced_minor < amount_minor and in_flight
    when state = 'unresolved'          then collected_minor + reduced_minor < amount_minor and in_flight
    when state = 'partially_collected' then collected_minor > 0 and collected_minor + reduced_minor < amount_minor
    when state = 'overdue'             then collected_minor + reduced_minor < amount_minor
    when state = 'collected'           then collected_minor > 0 and collected_minor + reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')
    when state = 'forgiven'            then collected_minor = 0 and reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')
    else false end);
drop index charge_open;
drop index charge_open_payee;

alter table earning drop constraint earning_collection_id_key;
alter table earning drop constraint earning_given_back_by_id_key;
alter table earning add column rest_of_id uuid unique references earning check (rest_of_id <> id);

drop index earning_open;
drop index earning_oldest;
drop index earning_open_payee;
drop index charge_state;
drop index charge_engagement;
drop index charge_attempt_due;
drop index charge_due;
";

const POSTGRES_DOWN: &str = r"
drop index earning_of_collection;
drop index earning_of_disbursement;
alter table earning drop column rest_of_id;
alter table earning add constraint earning_given_back_by_id_key unique (given_back_by_id);
alter table earning add constraint earning_collection_id_key unique (collection_id);
drop index earning_open;
drop index earning_oldest;
drop index earning_open_payee;

drop index charge_state;
drop index charge_engagement;
drop index charge_attempt_due;
drop index charge_due;
drop index charge_open;
drop index charge_open_payee;
alter table charge drop constraint charge_state_check;
alter table charge drop constraint charge_refunds_check;
alter table charge drop constraint charge_fees_check;
alter table charge drop column promised_minor;
alter table charge drop column returned_fee_minor;
alter table charge drop column returned_minor;
alter table charge drop column reduced_minor;
alter table charge drop column collected_fee_minor;
alter table charge add constraint charge_state_check check (case
    when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
    when state = 'collecting'          then collected_minor < amount_minor and in_flight
    when state = 'unresolved'          then collected_minor < amount_minor and in_flight
    when state = 'partially_collected' then collected_minor > 0 and collected_minor < amount_minor
    when state = 'overdue'             then collected_minor < amount_minor
    when state = 'collected'           then collected_minor = amount_minor and not in_flight
                                            and next_attempt_at is null
    else false end);
";

const INDEXES: &str = r"
create index charge_state on charge (state, id);
create index charge_engagement on charge (engagement_id, id);
create index charge_attempt_due on charge (next_attempt_at, id) where next_attempt_at is not null;
create index charge_due on charge (due_at, id)
    where overdue_at is null and state in ('invoiced', 'collecting', 'partially_collected', 'overdue');
create index charge_open on charge (id) where collected_minor + reduced_minor < amount_minor;
create index charge_open_payee on charge (expert_account_id, id) where collected_minor + reduced_minor < amount_minor;

create index earning_open on earning (currency, expert_account_id, available_at) where taken_at is null;
create index earning_oldest on earning (currency, available_at) where taken_at is null;
create index earning_open_payee on earning (expert_account_id, id) where taken_at is null;
-- One event makes one earning; what is left of that is the event's too.
create unique index earning_of_collection on earning (collection_id) where rest_of_id is null;
create unique index earning_of_disbursement on earning (given_back_by_id) where rest_of_id is null;
";

const INDEXES_OF_BEFORE: &str = r"
create index charge_state on charge (state, id);
create index charge_engagement on charge (engagement_id, id);
create index charge_attempt_due on charge (next_attempt_at, id) where next_attempt_at is not null;
create index charge_due on charge (due_at, id)
    where overdue_at is null and state in ('invoiced', 'collecting', 'partially_collected', 'overdue');
create index charge_open on charge (id) where collected_minor < amount_minor;
create index charge_open_payee on charge (expert_account_id, id) where collected_minor < amount_minor;

create index earning_open on earning (currency, expert_account_id, available_at) where taken_at is null;
create index earning_oldest on earning (currency, available_at) where taken_at is null;
create index earning_open_payee on earning (expert_account_id, id) where taken_at is null;
";
