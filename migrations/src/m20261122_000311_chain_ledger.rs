use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// What makes the books provable. A transaction keeps the digest of its content, so that the same event asked for
/// again is known from another one; it may take back an earlier one, once, leg by leg. The legs on an account with an
/// owner are numbered by the database, without a gap. What is sealed is chained in closed batches: each batch holds
/// the digest of its transactions and of the batch before it. The database itself holds all of this.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if is_postgres(manager) { POSTGRES_TRIGGERS } else { SQLITE_TRIGGERS };
        manager.get_connection().execute_unprepared(UP).await?;
        manager.get_connection().execute_unprepared(triggers).await.map(drop)
    }

    /// First the rules of before, which know nothing of the columns that go.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if is_postgres(manager) { POSTGRES_DOWN } else { SQLITE_DOWN };
        manager.get_connection().execute_unprepared(triggers).await?;
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

fn is_postgres(manager: &SchemaManager) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

// The same rules twice, because the two databases cannot agree on how a trigger is written.
const POSTGRES_TRIGGERS: &str = include_str!("m20261122_000311_chain_ledger/postgres.sql");
const SQLITE_TRIGGERS: &str = include_str!("m20261122_000311_chain_ledger/sqlite.sql");
const POSTGRES_DOWN: &str = include_str!("m20261122_000311_chain_ledger/postgres_down.sql");
const SQLITE_DOWN: &str = include_str!("m20261122_000311_chain_ledger/sqlite_down.sql");

const UP: &str = r"
-- The digest of what a posting does; null for what was booked before digests were kept.
alter table ledger_transaction add column payload_hash text
    constraint ledger_transaction_payload_check check (length(payload_hash) = 64);
alter table ledger_transaction add column reverses uuid references ledger_transaction;
create unique index ledger_transaction_reversed on ledger_transaction (reverses) where reverses is not null;

-- The place of a leg on its account: 1, 2, 3 .. in the order of booking; null on the operator's accounts, where no
-- posting waits for another.
alter table ledger_entry add column entry_no bigint constraint ledger_entry_no_check check (entry_no >= 1);
create unique index ledger_entry_place on ledger_entry (account_id, entry_no) where entry_no is not null;

-- What is sealed and in no batch yet. Filled by the seal, emptied by the link.
create table ledger_unchained (
    transaction_id uuid primary key references ledger_seal
);

create table ledger_chain_link (
    batch_no       bigint  not null,
    place          integer not null check (place >= 1),
    transaction_id uuid    not null unique references ledger_seal,
    hash           text    not null check (length(hash) = 64), -- Of everything that the transaction is.

    primary key (batch_no, place)
);

create table ledger_chain (
    batch_no          bigint      primary key check (batch_no >= 1),
    previous_no       bigint,
    first_transaction uuid        not null references ledger_transaction,
    last_transaction  uuid        not null references ledger_transaction,
    transaction_count integer     not null check (transaction_count >= 1),
    sealed_at         timestamptz not null,
    prev_hash         text        not null,
    hash              text        not null check (length(hash) = 64),

    unique (batch_no, hash),
    -- One chain, without a fork or a gap, from the batch that has nothing before it.
    constraint ledger_chain_previous_check check (case when batch_no = 1
        then previous_no is null and prev_hash = '0000000000000000000000000000000000000000000000000000000000000000'
        else previous_no is not null and previous_no = batch_no - 1 end),
    constraint ledger_chain_previous_fk foreign key (previous_no, prev_hash) references ledger_chain (batch_no, hash),
    -- The last of its links is there when the transaction commits, and so are all before it.
    constraint ledger_chain_whole_fk foreign key (batch_no, transaction_count)
        references ledger_chain_link (batch_no, place) deferrable initially deferred
);

insert into ledger_unchained (transaction_id) select transaction_id from ledger_seal;
";

const DOWN: &str = r"
drop table ledger_chain;
drop table ledger_chain_link;
drop table ledger_unchained;
drop index ledger_entry_place;
alter table ledger_entry drop column entry_no;
drop index ledger_transaction_reversed;
alter table ledger_transaction drop column reverses;
alter table ledger_transaction drop column payload_hash;
";
