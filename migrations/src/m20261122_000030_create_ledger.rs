use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// The books: the chart, accounts, and transactions that are append-only. The database itself holds that every
/// transaction has two legs or more, balances in each currency, is sealed in the transaction that wrote it and
/// never changes after; that no owned account falls below its floor; that a stored balance moves only with a
/// leg; and that a promotional unit lies on no account that reaches an expert (IQ-35).
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if is_postgres(manager) { POSTGRES_TRIGGERS } else { SQLITE_TRIGGERS };
        manager.get_connection().execute_unprepared(UP).await?;
        manager.get_connection().execute_unprepared(triggers).await.map(drop)
    }

    /// Triggers go with their tables; PostgreSQL's functions do not.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let functions = if is_postgres(manager) { POSTGRES_DOWN } else { "" };
        manager.get_connection().execute_unprepared(DOWN).await?;
        manager.get_connection().execute_unprepared(functions).await.map(drop)
    }
}

fn is_postgres(manager: &SchemaManager) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

// The same rules twice, because the two databases cannot agree on how a trigger is written.
const POSTGRES_TRIGGERS: &str = include_str!("m20261122_000030_create_ledger/postgres.sql");
const SQLITE_TRIGGERS: &str = include_str!("m20261122_000030_create_ledger/sqlite.sql");

const UP: &str = r"
create table ledger_account_kind (
    kind        text    primary key,
    normal      text    not null check (normal in ('debit', 'credit')), -- The side it grows on.
    owned       boolean not null, -- Accounts with an owner have a stored balance; the operator's are sums.
    cash        boolean not null, -- False for promotional units.
    floor_minor bigint,           -- No leg lowers the balance on the normal side below it.

    unique (kind, owned, cash),
    constraint ledger_account_kind_floor_check check (owned or floor_minor is null)
);

create table ledger_account (
    id       uuid    primary key,
    kind     text    not null,
    owner_id uuid,             -- An account, an engagement or a grant, as the kind says; null for the operator.
    currency text    not null, -- ISO 4217, or the name of a promotional unit.
    owned    boolean not null,
    cash     boolean not null,

    unique (id, currency),
    foreign key (kind, owned, cash) references ledger_account_kind (kind, owned, cash),
    constraint ledger_account_owner_check check ((owner_id is not null) = owned),
    -- A promotional unit is never cash, and cash never a promotional unit (IQ-35).
    constraint ledger_account_currency_check check (case when cash
        then length(currency) = 3 and currency = upper(currency)
        else currency in ('service_credit', 'developer_support_credit', 'business_support_credit') end)
);

create unique index ledger_account_owned on ledger_account (owner_id, kind, currency) where owner_id is not null;
create unique index ledger_account_operator on ledger_account (kind, currency) where owner_id is null;

-- Written last; what has no seal when the transaction commits takes the whole transaction with it.
create table ledger_seal (
    transaction_id uuid primary key
);

create table ledger_transaction (
    id          uuid        primary key references ledger_seal deferrable initially deferred,
    reference   text        not null unique check (reference <> ''), -- A business event is booked once.
    at          timestamptz not null,
    recorded_at timestamptz not null
);

create table ledger_entry (
    transaction_id uuid    not null references ledger_transaction,
    leg            integer not null check (leg >= 0),
    account_id     uuid    not null,
    currency       text    not null,
    amount_minor   bigint  not null check (amount_minor <> 0), -- Debit positive, credit negative.

    primary key (transaction_id, leg),
    foreign key (account_id, currency) references ledger_account (id, currency)
);

create index ledger_entry_account on ledger_entry (account_id, transaction_id);

create table ledger_balance (
    account_id     uuid   primary key references ledger_account,
    balance_minor  bigint not null, -- The sum of its entries: debit positive, credit negative.
    transaction_id uuid,            -- The last leg that is in it.
    leg            integer,

    foreign key (transaction_id, leg) references ledger_entry (transaction_id, leg),
    constraint ledger_balance_leg_check check ((transaction_id is null) = (leg is null))
);

insert into ledger_account_kind (kind, normal, owned, cash, floor_minor) values
    ('buyer_receivable',    'debit',  true,  true,  0),
    ('buyer_credit',        'credit', true,  true,  0),
    ('expert_unfunded',     'credit', true,  true,  0),
    ('expert_pending',      'credit', true,  true,  0),
    ('expert_available',    'credit', true,  true,  0),
    ('expert_in_transit',   'credit', true,  true,  0),
    ('expert_receivable',   'debit',  true,  true,  0),
    ('fee_unearned',        'credit', true,  true,  0),
    ('partner_payable',     'credit', true,  true,  0),
    ('promo_wallet',        'credit', true,  false, 0),
    ('promo_issued',        'debit',  false, false, null),
    ('promo_redeemed',      'credit', false, false, null),
    ('fee_revenue',         'credit', false, true,  null),
    ('listing_revenue',     'credit', false, true,  null),
    ('support_revenue',     'credit', false, true,  null),
    ('tax_payable',         'credit', false, true,  null),
    ('withholding_payable', 'credit', false, true,  null),
    ('psp_clearing',        'debit',  false, true,  null),
    ('psp_cost',            'debit',  false, true,  null),
    ('bank_cash',           'debit',  false, true,  null),
    ('refund_clearing',     'credit', false, true,  null),
    ('chargeback_loss',     'debit',  false, true,  null),
    ('suspense',            'credit', false, true,  null);
";

const DOWN: &str = r"
drop table ledger_balance;
drop table ledger_entry;
drop table ledger_transaction;
drop table ledger_seal;
drop table ledger_account;
drop table ledger_account_kind;
";

const POSTGRES_DOWN: &str = r"
drop function ledger_open_balance;
drop function ledger_guard_entry;
drop function ledger_move_balance;
drop function ledger_guard_seal;
drop function ledger_guard_balance;
drop function ledger_refuse;
";
