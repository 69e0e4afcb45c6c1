use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement, TransactionTrait},
};

mod sqlite;

/// What becomes of a charge that is not paid, and of money that is taken back: customers are reminded, staff give up,
/// banks reverse. Money that comes for what was given up waits in suspense.
///
/// What is overdue already is not reminded of anew: its next rung is the alert to staff after 120 days. SQLite changes no
/// check of a table that is there, so there `charge` is made anew. The way down is refused once anything was given up
/// or taken back.
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
        tx.execute_unprepared(TABLES).await?;
        tx.commit().await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = Statement::from_string(manager.get_database_backend(), GIVEN_UP);
        if tx.query_one_raw(any).await?.is_some() {
            return Err(DbErr::Migration("charge holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared(DROP_TABLES).await?;
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

const GIVEN_UP: &str = "select 1 as found from charge
    where written_off_minor <> 0 or reversed_minor <> 0 or state in ('uncollectible', 'written_off', 'charged_back')
    union all select 1 from suspended_money limit 1";

const TABLES: &str = r"
-- What was given up of a charge, once a number; null `undone_at`: it stands.
create table write_off (
    charge_id    uuid        not null references charge,
    number       integer     not null check (number > 0),
    currency     text        not null,
    net_minor    bigint      not null check (net_minor >= 0),
    fee_minor    bigint      not null check (fee_minor >= 0),
    tax_minor    bigint      not null check (tax_minor >= 0),
    reason       text        not null check (length(reason) between 1 and 500),
    written_off_at timestamptz not null,
    undone_at    timestamptz check (undone_at >= written_off_at),

    primary key (charge_id, number),
    constraint write_off_amount_check check (net_minor + fee_minor + tax_minor > 0)
);

-- Money that the provider reported and nobody could assign; null `assigned_at`: it waits for staff.
create table suspended_money (
    id           uuid        primary key,
    charge_id    uuid        not null references charge,
    external_id  text        not null unique, -- One event of the provider.
    reference    text        not null,
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    at           timestamptz not null,
    held_at      timestamptz not null,
    assigned_at  timestamptz check (assigned_at >= held_at)
);

create index suspended_money_charge on suspended_money (charge_id, id);
create index suspended_money_waits on suspended_money (id) where assigned_at is null;

-- Who may appoint staff may give this right to anybody, so to themselves.
update staff set rights = rights || ' WRITE_OFF' where ' ' || rights || ' ' like '% MANAGE_STAFF %';
";

const DROP_TABLES: &str = r"
update staff set rights = trim(replace(' ' || rights || ' ', ' WRITE_OFF ', ' ')) where rights is not null;
drop table suspended_money;
drop table write_off;
";

const POSTGRES_UP: &str = r"
drop index charge_open;
drop index charge_open_payee;
alter table charge add column reduced_fee_minor     bigint  not null default 0;
alter table charge add column reversed_minor        bigint  not null default 0 check (reversed_minor >= 0);
alter table charge add column reversed_fee_minor    bigint  not null default 0 check (reversed_fee_minor >= 0);
alter table charge add column written_off_minor     bigint  not null default 0 check (written_off_minor >= 0);
alter table charge add column written_off_fee_minor bigint  not null default 0;
alter table charge add column reminders             integer not null default 0 check (reminders between 0 and 5);
alter table charge add column reminder_at           timestamptz;
update charge set reduced_fee_minor = (
    select coalesce(sum(refund.reduced_fee_minor), 0) from refund where refund.charge_id = charge.id);
update charge set reminders = 4, reminder_at = due_at + interval '120 days'
    where overdue_at is not null and collected_minor + reduced_minor < amount_minor;
alter table charge drop constraint charge_check1; -- No more is collected than the amount: now less what was taken back.
alter table charge drop constraint charge_refunds_check;
alter table charge drop constraint charge_fees_check;
alter table charge drop constraint charge_state_check;
alter table charge add constraint charge_open_check check (collected_minor >= 0 and reversed_minor <= collected_minor
    and collected_minor - reversed_minor + reduced_minor + written_off_minor <= amount_minor);
alter table charge add constraint charge_fees_check check (returned_fee_minor + reversed_fee_minor <= collected_fee_minor
    and reduced_fee_minor between 0 and reduced_minor and written_off_fee_minor between 0 and written_off_minor
    and collected_fee_minor - reversed_fee_minor + reduced_fee_minor + written_off_fee_minor between 0 and fee_minor);
alter table charge add constraint charge_refunds_check check (returned_minor <= collected_minor - reversed_minor
    and promised_minor <= amount_minor - reduced_minor - written_off_minor - returned_minor);
alter table charge add constraint charge_reminder_check check (reminder_at is null or overdue_at is not null);
alter table charge add constraint charge_state_check check (case
    when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
                                            and reduced_minor < amount_minor
    when state = 'collecting'
        then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor and in_flight
    when state = 'unresolved'
        then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor and in_flight
    when state = 'partially_collected' then collected_minor - reversed_minor > 0
        and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
    when state = 'overdue'
        then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
    when state = 'charged_back'        then reversed_minor > 0
        and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
    when state = 'uncollectible'       then not in_flight and (next_attempt_at is null or tender = 'net_terms')
        and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
    when state = 'written_off'         then not in_flight and written_off_minor > 0
        and (next_attempt_at is null or tender = 'net_terms')
        and collected_minor - reversed_minor + reduced_minor + written_off_minor = amount_minor
    when state = 'collected'           then collected_minor - reversed_minor > 0 and written_off_minor = 0
                                            and collected_minor - reversed_minor + reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')
    when state = 'forgiven'            then collected_minor = reversed_minor and reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')
    else false end);
";

const POSTGRES_DOWN: &str = r"
drop index charge_open;
drop index charge_open_payee;
drop index charge_reminder;
alter table charge drop constraint charge_state_check;
alter table charge drop constraint charge_refunds_check;
alter table charge drop constraint charge_fees_check;
alter table charge drop constraint charge_open_check;
alter table charge drop constraint charge_reminder_check;
alter table charge drop column reminder_at;
alter table charge drop column reminders;
alter table charge drop column written_off_fee_minor;
alter table charge drop column written_off_minor;
alter table charge drop column reversed_fee_minor;
alter table charge drop column reversed_minor;
alter table charge drop column reduced_fee_minor;
alter table charge add constraint charge_check1 check (collected_minor between 0 and amount_minor);
alter table charge add constraint charge_fees_check check
    (collected_fee_minor between 0 and fee_minor and returned_fee_minor <= collected_fee_minor);
alter table charge add constraint charge_refunds_check check (returned_minor <= collected_minor
    and reduced_minor <= amount_minor - collected_minor
    and promised_minor <= amount_minor - reduced_minor - returned_minor);
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
";

const INDEXES: &str = r"
create index charge_open on charge (id)
    where collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor;
create index charge_open_payee on charge (expert_account_id, id)
    where collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor;
create index charge_reminder on charge (reminder_at, id) where reminder_at is not null;
";

const INDEXES_OF_BEFORE: &str = r"
create index charge_open on charge (id) where collected_minor + reduced_minor < amount_minor;
create index charge_open_payee on charge (expert_account_id, id) where collected_minor + reduced_minor < amount_minor;
";
