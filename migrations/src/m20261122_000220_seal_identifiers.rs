use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement},
};

/// Personal identifiers lie sealed: which data key sealed a row stands beside it, and none does while the row is of
/// before. What lies in clear is sealed by the first process that starts with the keys, because migrations have none.
///
/// The number of a bank account moves into one column with the routing number, so `payout_method` loses a check that
/// looked into it; SQLite drops no column that a check names, so there the table is made anew. The way down is refused
/// once anything is sealed: without the keys nobody could read it any more.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(KEYS).await?;
        let on_sqlite = || format!("{KEEP} {METHOD} {UP_COPY} {CLEAR_AWAY}");
        db.execute_unprepared(&if is_sqlite(manager) { on_sqlite() } else { POSTGRES_UP.to_owned() }).await?;
        db.execute_unprepared(INDEXES).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in ["dac7_form", "payout_method", "disbursement"] {
            let sql = format!("select 1 as sealed from {table} where sealed_by is not null limit 1");
            let sealed = db.query_one_raw(Statement::from_string(manager.get_database_backend(), sql)).await?;
            if sealed.is_some() {
                return Err(DbErr::Migration(format!("{table} holds sealed values, which no older release can read")));
            }
        }
        db.execute_unprepared(DROP_INDEXES).await?;
        let on_sqlite = || format!("{KEEP} {METHOD_OF_BEFORE} {DOWN_COPY} {CLEAR_AWAY}");
        db.execute_unprepared(&if is_sqlite(manager) { on_sqlite() } else { POSTGRES_DOWN.to_owned() }).await?;
        db.execute_unprepared(DROP_KEYS).await.map(drop)
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

const KEYS: &str = r"
create table data_key (
    number     bigint      primary key check (number > 0), -- The greatest one seals.
    master     text        not null check (master <> ''),  -- Which master key wraps it.
    wrapped    text        not null check (wrapped <> ''),
    created_at timestamptz not null,
    spread_at  timestamptz -- Null: older keys still have something sealed.
);

alter table dac7_form add column sealed_by bigint references data_key;
alter table disbursement add column sealed_by bigint references data_key;
";

const DROP_KEYS: &str = r"
alter table disbursement drop column sealed_by;
alter table dac7_form drop column sealed_by;
drop table data_key;
";

const POSTGRES_UP: &str = r"
alter table payout_method add column sealed_by bigint references data_key;
alter table payout_method add column last_four text;
update payout_method set last_four = right(account_number, 4),
    account_number = account_number || coalesce(' ' || routing_number, '');
alter table payout_method alter column last_four set not null;
alter table payout_method add constraint payout_method_last_four_check check (length(last_four) between 1 and 4);
alter table payout_method drop column routing_number;
alter table payout_method add constraint payout_method_carried_check check (case rail
    when 'sepa'  then currency = 'EUR'
    when 'nacha' then currency = 'USD'
    else true end);
";

const POSTGRES_DOWN: &str = r"
alter table payout_method drop constraint payout_method_carried_check;
alter table payout_method add column routing_number text check (length(routing_number) = 9);
update payout_method set routing_number = nullif(split_part(account_number, ' ', 2), ''),
    account_number = split_part(account_number, ' ', 1);
alter table payout_method add constraint payout_method_carried_check check (case rail
    when 'sepa'  then currency = 'EUR' and routing_number is null
    when 'nacha' then currency = 'USD' and routing_number is not null
    else true end);
alter table payout_method drop column last_four;
alter table payout_method drop column sealed_by;
";

/// Disbursements refer to the table that is made anew; by the end of the transaction it is there again.
const KEEP: &str = r"
pragma defer_foreign_keys = on;
create table payout_method_kept as select * from payout_method;
drop table payout_method;
";

const METHOD: &str = r"
create table payout_method (
    id                 uuid        primary key,
    expert_account_id  uuid        not null references account,
    currency           text        not null check (length(currency) = 3),
    rail               text        not null check (rail in ('sandbox', 'sepa', 'nacha')),
    account_number     text        not null, -- Sealed; and the routing number after a blank.
    sealed_by          bigint      references data_key,
    last_four          text        not null check (length(last_four) between 1 and 4),
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
        when 'sepa'  then currency = 'EUR'
        when 'nacha' then currency = 'USD'
        else true end),
    constraint payout_method_review_check check
        ((review_due_on is not null) = (state = 'pending') and (alerted_at is null or state = 'pending')),
    constraint payout_method_state_check check (case
        when state in ('pending', 'removed')  then evidence is null     and reason is null
        when state = 'verified'               then evidence is not null and reason is null
        when state in ('rejected', 'errored') then evidence is null     and reason is not null
        else false end)
);
";

const UP_COPY: &str = r"
insert into payout_method (id, expert_account_id, currency, rail, account_number, last_four, holder, holder_reason,
        street, city, postal_code, country, document_issued_on, added_at, state, since_at, review_due_on, alerted_at,
        evidence, reason)
    select id, expert_account_id, currency, rail, account_number || coalesce(' ' || routing_number, ''),
        substr(account_number, -4), holder, holder_reason, street, city, postal_code, country, document_issued_on,
        added_at, state, since_at, review_due_on, alerted_at, evidence, reason
    from payout_method_kept;
";

const METHOD_OF_BEFORE: &str = r"
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
    constraint payout_method_review_check check
        ((review_due_on is not null) = (state = 'pending') and (alerted_at is null or state = 'pending')),
    constraint payout_method_state_check check (case
        when state in ('pending', 'removed')  then evidence is null     and reason is null
        when state = 'verified'               then evidence is not null and reason is null
        when state in ('rejected', 'errored') then evidence is null     and reason is not null
        else false end)
);
";

const DOWN_COPY: &str = r"
insert into payout_method (id, expert_account_id, currency, rail, account_number, routing_number, holder,
        holder_reason, street, city, postal_code, country, document_issued_on, added_at, state, since_at,
        review_due_on, alerted_at, evidence, reason)
    select id, expert_account_id, currency, rail,
        case when instr(account_number, ' ') > 0 then substr(account_number, 1, instr(account_number, ' ') - 1)
             else account_number end,
        case when instr(account_number, ' ') > 0 then substr(account_number, instr(account_number, ' ') + 1) end,
        holder, holder_reason, street, city, postal_code, country, document_issued_on, added_at, state, since_at,
        review_due_on, alerted_at, evidence, reason
    from payout_method_kept;
";

const CLEAR_AWAY: &str = r"
drop table payout_method_kept;
create index payout_method_account on payout_method (expert_account_id, currency, id);
create index payout_method_review on payout_method (review_due_on, id) where alerted_at is null and state = 'pending';
create index payout_method_waiting on payout_method (since_at, id) where state = 'pending';
";

/// What is to be sealed anew, in the order in which it is.
const INDEXES: &str = r"
create index dac7_form_sealed on dac7_form (sealed_by, id);
create index payout_method_sealed on payout_method (sealed_by, id);
create index disbursement_sealed on disbursement (sealed_by, id) where message is not null;
";

const DROP_INDEXES: &str = r"
drop index disbursement_sealed;
drop index payout_method_sealed;
drop index dac7_form_sealed;
";
