use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// The legal clock of missing tax data, its evidence, and the taxpayer numbers that are barred meanwhile, by keyed
/// digests alone. Evidence is kept for ten years and more: it is only ever added to.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(UP).await?;
        let guard = if db.get_database_backend() == DbBackend::Sqlite { GUARD_SQLITE } else { GUARD_POSTGRES };
        db.execute_unprepared(guard).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(DOWN).await?;
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("drop function due_diligence_step_is_append_only;").await?;
        }
        Ok(())
    }
}

const UP: &str = r"
create table due_diligence_case (
    id           uuid        primary key,
    account_id   uuid        not null references account,
    cause        text        not null check (cause in ('reconfirmation_due', 'data_missing', 'authority_doubts')),
    requested_at timestamptz not null,
    state        text        not null check (state in (
        'requested', 'reminded_1', 'reminded_2', 'action_due', 'blocked', 'payouts_withheld', 'lifted')),
    alarmed      boolean     not null,
    due_at       timestamptz, -- When time does the next thing.
    measure      text        check (measure in ('block', 'withhold')),
    measure_by   uuid        references staff,
    measure_at   timestamptz,
    lifted_at    timestamptz,

    constraint due_diligence_case_taken_check check (
        (measure is null) = (measure_by is null) and (measure is null) = (measure_at is null)
        and (state <> 'blocked' or measure = 'block') and (state <> 'payouts_withheld' or measure = 'withhold')
        and (measure is null or state in ('blocked', 'payouts_withheld', 'lifted'))),
    constraint due_diligence_case_lifted_check check ((lifted_at is null) = (state <> 'lifted')),
    constraint due_diligence_case_due_check check (
        due_at is null or state in ('requested', 'reminded_1', 'reminded_2', 'action_due'))
);
create unique index due_diligence_case_open on due_diligence_case (account_id) where state <> 'lifted';
create index due_diligence_case_due on due_diligence_case (due_at, id) where due_at is not null;

create table due_diligence_step (
    case_id     uuid        not null references due_diligence_case,
    number      integer     not null check (number > 0),
    kind        text        not null check (kind in (
        'requested', 'reminded', 'action_due', 'alarmed', 'blocked', 'withheld', 'lifted')),
    content     text        not null check (content <> ''),
    at          timestamptz not null,
    recorded_at timestamptz not null,
    staff_id    uuid        references staff,

    primary key (case_id, number)
);

create table barred_tin (
    case_id uuid not null references due_diligence_case,
    digest  text not null check (length(digest) = 64),

    primary key (case_id, digest)
);
create index barred_tin_digest on barred_tin (digest);
";

const GUARD_SQLITE: &str = r"
create trigger due_diligence_step_not_updated before update on due_diligence_step
begin select raise(abort, 'evidence is never changed'); end;
create trigger due_diligence_step_not_deleted before delete on due_diligence_step
begin select raise(abort, 'evidence is never changed'); end;
";

const GUARD_POSTGRES: &str = r"
create function due_diligence_step_is_append_only() returns trigger language plpgsql as $$
begin raise exception 'evidence is never changed'; end $$;
create trigger due_diligence_step_append_only before update or delete on due_diligence_step
for each row execute function due_diligence_step_is_append_only();
";

const DOWN: &str = r"
drop table barred_tin;
drop table due_diligence_step;
drop table due_diligence_case;
";
