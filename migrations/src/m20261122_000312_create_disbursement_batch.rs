use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement, TransactionTrait},
};

mod sqlite;

/// Payouts by bank file, and what the bank tells of them. A disbursement goes out by itself, with bytes of its own, or in
/// a file that has them.
///
/// SQLite changes no check of a table that is there, so there `disbursement` is made anew. The way down is refused once
/// there was a file, or the bank said anything.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        tx.execute_unprepared(BATCH).await?;
        if is_sqlite(manager) {
            tx.execute_unprepared(&sqlite::up()).await?;
        } else {
            tx.execute_unprepared(&postgres_up()).await?;
        }
        tx.execute_unprepared(INDEXES).await?;
        tx.execute_unprepared(BANK).await?;
        tx.commit().await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tx = manager.get_connection().begin().await?;
        let any = Statement::from_string(manager.get_database_backend(), USED);
        if tx.query_one_raw(any).await?.is_some() {
            return Err(DbErr::Migration("disbursement_batch holds what no older release can read".to_owned()));
        }
        tx.execute_unprepared("drop table bank_line; drop table bank_statement; drop table bank_document; drop index disbursement_in_flight")
            .await?;
        if is_sqlite(manager) {
            tx.execute_unprepared(&sqlite::down()).await?;
        } else {
            tx.execute_unprepared(&postgres_down()).await?;
        }
        tx.execute_unprepared(INDEXES_OF_BEFORE).await?;
        tx.execute_unprepared("drop table disbursement_batch").await?;
        tx.commit().await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

const USED: &str = "select 1 as found from disbursement_batch union all select 1 from bank_document limit 1";

const BATCH: &str = r"
-- A bank file: one rail, one currency. Its bytes never change.
create table disbursement_batch (
    id                uuid        primary key,
    rail              text        not null check (rail in ('sepa', 'nacha')),
    file_identity     text        not null unique check (length(file_identity) between 1 and 35),
    payments          integer     not null check (payments > 0),
    currency          text        not null check (length(currency) = 3),
    amount_minor      bigint      not null check (amount_minor > 0),
    execute_on        date        not null,
    first_sequence    integer     not null check (first_sequence > 0),
    made_at           timestamptz not null,
    attempts          integer     not null default 0 check (attempts >= 0),
    state             text        not null,
    since_at          timestamptz not null,
    due_at            timestamptz, -- When it is to be handed over, or the bank should have carried it out.
    body              bytea       not null,
    sealed_by         bigint      not null references data_key,
    reason            text,

    constraint disbursement_batch_state_check check (case
        when state = 'rendered'              then due_at is not null and reason is null
        when state = 'sending'               then due_at is not null and reason is null and attempts > 0
        when state = 'accepted'              then reason is null
        when state = 'settled'               then due_at is null     and reason is null
        when state = 'rejected'              then due_at is null     and reason is not null
        else false end)
);

create index disbursement_batch_due on disbursement_batch (due_at, id) where due_at is not null;
create index disbursement_batch_made on disbursement_batch (rail, made_at);
create index disbursement_batch_open on disbursement_batch (id) where state = 'accepted';
create index disbursement_batch_sealed on disbursement_batch (sealed_by, id);
";

fn postgres_up() -> String {
    format!(
        "drop index disbursement_in_flight;
         alter table disbursement
             add column batch_id uuid references disbursement_batch,
             add column reference text,
             drop constraint disbursement_state_check,
             add {FILE_CHECK},
             add {STATE_CHECK};"
    )
}

fn postgres_down() -> String {
    format!(
        "drop index disbursement_batch_member;
         drop index disbursement_reference;
         alter table disbursement
             drop constraint disbursement_state_check,
             drop constraint disbursement_file_check,
             drop column batch_id,
             drop column reference,
             add {STATE_CHECK_OF_BEFORE};"
    )
}

const FILE_CHECK: &str = "constraint disbursement_file_check check ((batch_id is null) = (reference is null))";

/// Its bytes are its own, or those of its file.
const STATE_CHECK: &str = "constraint disbursement_state_check check (case
    when state = 'scheduled'
        then since_at is null and message is null and batch_id is null and bank_trace is null and reason is null
    when state in ('claimed', 'cancelled')
        then since_at is not null and message is null and batch_id is null and bank_trace is null and reason is null
    when state in ('rendered', 'unresolved')
        then since_at is not null and message is not null and batch_id is null
             and bank_trace is null and reason is null
    when state = 'in_file'
        then since_at is not null and message is null and batch_id is not null
             and bank_trace is null and reason is null
    when state in ('sent', 'paid', 'rejected', 'returned')
        then since_at is not null and (message is null) = (batch_id is not null)
             and (bank_trace is not null) = (state in ('paid', 'returned'))
             and (reason is not null) = (state in ('rejected', 'returned'))
    else false end)";

const STATE_CHECK_OF_BEFORE: &str = "constraint disbursement_state_check check (case
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
    else false end)";

const INDEXES: &str = r"
create index disbursement_in_flight on disbursement (payout_method_id)
    where state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved');
create index disbursement_batch_member on disbursement (batch_id, id) where batch_id is not null;
create unique index disbursement_reference on disbursement (reference) where reference is not null;
";

const INDEXES_OF_BEFORE: &str = r"
create index disbursement_in_flight on disbursement (payout_method_id)
    where state in ('scheduled', 'claimed', 'rendered', 'sent', 'unresolved');
";

const BANK: &str = r"
-- What the bank sent, each document once, however often it lies there.
create table bank_document (
    id                uuid        primary key,
    digest            text        not null unique check (length(digest) = 64),
    name              text        not null,
    kind              text        not null
        check (kind in ('status', 'statement', 'notification', 'returns', 'aside', 'unreadable')),
    received_at       timestamptz not null,
    problem           text,

    constraint bank_document_problem_check check (kind <> 'unreadable' or problem is not null)
);

create index bank_document_doubtful on bank_document (id) where problem is not null;

-- What an account held when a statement began and when it ended; negative where it was overdrawn.
create table bank_statement (
    document_id       uuid        not null references bank_document,
    statement         text        not null, -- The bank's own id of it.
    account           text        not null,
    currency          text        not null check (length(currency) = 3),
    opening_minor     bigint      not null,
    closing_minor     bigint      not null,
    closes_on         date        not null,

    primary key (document_id, statement)
);

create index bank_statement_account on bank_statement (account, currency, closes_on);

-- One movement on the operator's account, or the bank's word that one payment comes back.
create table bank_line (
    id                uuid        primary key,
    document_id       uuid        not null references bank_document,
    statement         text        not null, -- The bank's own id of it; a document may hold several.
    number            integer     not null check (number > 0),
    is_notice         boolean     not null,
    currency          text        not null check (length(currency) = 3),
    amount_minor      bigint      not null check (amount_minor > 0),
    direction         text        not null check (direction in ('credit', 'debit')),
    booked_on         date,
    reference         text,
    original_trace    text,
    bank_reference    text,
    returned          text, -- The bank's code of why it came back.
    received_at       timestamptz not null,
    state             text        not null,
    since_at          timestamptz not null,
    due_at            timestamptz, -- When it is looked at again.
    disbursement_id   uuid        references disbursement,
    problem           text,
    evidence          text,

    unique (document_id, statement, number),
    constraint bank_line_state_check check (case
        when state = 'open'     then due_at is not null and evidence is null
        when state = 'matched'  then due_at is null and disbursement_id is not null and problem is null and evidence is null
        when state = 'resolved' then due_at is null and problem is not null and evidence is not null
        else false end)
);

create index bank_line_due on bank_line (due_at, id) where due_at is not null;
create index bank_line_break on bank_line (id) where state = 'open' and problem is not null;
create index bank_line_disbursement on bank_line (disbursement_id) where disbursement_id is not null;
";
