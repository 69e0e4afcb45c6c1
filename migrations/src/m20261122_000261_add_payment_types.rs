use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement},
};

mod sqlite;

/// Work may be paid at once or on fixed days, and not only by bills as it goes on; a proposal may stand in the place of
/// a withdrawn one; an engagement may be cancelled, and a bill planned, frozen or cancelled.
///
/// SQLite changes no check of a table that is there, so there two tables are made anew. The way down is refused once
/// anything is of a kind that an older release cannot read.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(PROPOSAL).await?;
        if is_sqlite(manager) {
            db.execute_unprepared(&sqlite::remade(sqlite::ENGAGEMENT, sqlite::BILL)).await?;
        } else {
            db.execute_unprepared(POSTGRES_UP).await?;
        }
        db.execute_unprepared(INDEXES).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (table, is_new) in NEW_KINDS {
            let sql = format!("select 1 as found from {table} where {is_new} limit 1");
            let found = db.query_one_raw(Statement::from_string(manager.get_database_backend(), sql)).await?;
            if found.is_some() {
                return Err(DbErr::Migration(format!("{table} holds what no older release can read")));
            }
        }
        if is_sqlite(manager) {
            db.execute_unprepared(&sqlite::remade(sqlite::ENGAGEMENT_OF_BEFORE, sqlite::BILL_OF_BEFORE)).await?;
        } else {
            db.execute_unprepared(POSTGRES_DOWN).await?;
        }
        db.execute_unprepared(INDEXES_OF_BEFORE).await?;
        db.execute_unprepared(DROP_PROPOSAL).await.map(drop)
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

/// Each table, and which of its rows an older release cannot read.
const NEW_KINDS: [(&str, &str); 3] = [
    ("proposal", "payment_type <> 'milestone' or replaces_id is not null"),
    ("engagement", "payment_type <> 'milestone' or state = 'cancelled'"),
    ("payment_request", "state in ('planned', 'frozen', 'cancelled') or approved_by = 'acceptance'"),
];

const PROPOSAL: &str = r"
alter table proposal add column payment_type text not null default 'milestone'
    check (payment_type in ('upfront', 'milestone', 'scheduled'));
alter table proposal add column replaces_id uuid references proposal;
create unique index proposal_replacement on proposal (replaces_id); -- One stands in the place of one.

create table proposal_schedule_line (
    proposal_id  uuid   not null references proposal,
    due_on       date   not null,
    amount_minor bigint not null check (amount_minor > 0),

    primary key (proposal_id, due_on)
);
";

const DROP_PROPOSAL: &str = r"
drop table proposal_schedule_line;
drop index proposal_replacement;
alter table proposal drop column replaces_id;
alter table proposal drop column payment_type;
";

const POSTGRES_UP: &str = r"
alter table engagement add column payment_type text not null default 'milestone'
    check (payment_type in ('upfront', 'milestone', 'scheduled'));
alter table engagement add constraint engagement_silence_check
    check (silence_days is null or payment_type = 'milestone');
alter table engagement add column cancelled_at timestamptz;
alter table engagement drop constraint engagement_state_check;
alter table engagement add constraint engagement_state_check check (case state
    when 'active'       then completed_at is null     and cancelled_at is null
    when 'final_billed' then completed_at is null     and cancelled_at is null and pending_minor > 0
    when 'completed'    then completed_at is not null and cancelled_at is null and pending_minor = 0
    when 'cancelled'    then completed_at is null     and cancelled_at is not null
    else false end);

alter table payment_request add column scheduled_on date;
alter table payment_request add column frozen_left_micros bigint
    check (frozen_left_micros is null or (state = 'frozen' and frozen_left_micros > 0));
alter table payment_request add constraint payment_request_planned_check
    check (scheduled_on is not null or state not in ('planned', 'cancelled'));
alter table payment_request drop constraint payment_request_state_check;
alter table payment_request add constraint payment_request_state_check
    check (state in ('planned', 'submitted', 'frozen', 'approved', 'declined', 'withdrawn', 'cancelled'));
alter table payment_request drop constraint payment_request_decided_check;
alter table payment_request add constraint payment_request_decided_check
    check ((decided_at is null) = (state in ('planned', 'submitted', 'frozen')));
alter table payment_request drop constraint payment_request_approved_by_check;
alter table payment_request add constraint payment_request_approved_by_check
    check (approved_by in ('customer', 'silence', 'acceptance'));

drop index payment_request_engagement;
drop index payment_request_due;
drop index payment_request_final;
drop index payment_request_undecided;
drop index engagement_customer;
drop index engagement_expert;
";

const POSTGRES_DOWN: &str = r"
drop index payment_request_scheduled;
drop index payment_request_undecided;
drop index payment_request_final;
drop index payment_request_due;
drop index payment_request_engagement;
drop index engagement_expert;
drop index engagement_customer;

alter table payment_request drop constraint payment_request_approved_by_check;
alter table payment_request add constraint payment_request_approved_by_check
    check (approved_by in ('customer', 'silence'));
alter table payment_request drop constraint payment_request_decided_check;
alter table payment_request add constraint payment_request_decided_check
    check ((decided_at is null) = (state = 'submitted'));
alter table payment_request drop constraint payment_request_state_check;
alter table payment_request add constraint payment_request_state_check
    check (state in ('submitted', 'approved', 'declined', 'withdrawn'));
alter table payment_request drop constraint payment_request_planned_check;
alter table payment_request drop column frozen_left_micros;
alter table payment_request drop column scheduled_on;

alter table engagement drop constraint engagement_state_check;
alter table engagement add constraint engagement_state_check check (case state
    when 'active'       then completed_at is null
    when 'final_billed' then completed_at is null     and pending_minor > 0
    when 'completed'    then completed_at is not null and pending_minor = 0
    else false end);
alter table engagement drop column cancelled_at;
alter table engagement drop constraint engagement_silence_check;
alter table engagement drop column payment_type;
";

const INDEXES: &str = r"
create index engagement_customer on engagement (customer_account_id, id);
create index engagement_expert on engagement (expert_account_id, id);
create index payment_request_engagement on payment_request (engagement_id, id);
create index payment_request_due on payment_request (auto_approve_at, id) where auto_approve_at is not null;
create index payment_request_scheduled on payment_request (scheduled_on, id) where state = 'planned';
create index payment_request_undecided on payment_request (expert_account_id, id)
    where state in ('planned', 'submitted', 'frozen');
-- An engagement is completed by one final bill.
create unique index payment_request_final on payment_request (engagement_id)
    where is_final and state in ('submitted', 'frozen', 'approved');
";

const INDEXES_OF_BEFORE: &str = r"
create index engagement_customer on engagement (customer_account_id, id);
create index engagement_expert on engagement (expert_account_id, id);
create index payment_request_engagement on payment_request (engagement_id, id);
create index payment_request_due on payment_request (auto_approve_at, id) where auto_approve_at is not null;
create index payment_request_undecided on payment_request (expert_account_id, id) where state = 'submitted';
create unique index payment_request_final on payment_request (engagement_id)
    where is_final and state in ('submitted', 'approved');
";
