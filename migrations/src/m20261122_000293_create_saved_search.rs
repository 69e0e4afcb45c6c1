use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// What people want to be told of, and the requests that nobody was told of yet: those that are new, are open again, or
/// are said differently. Whatever was asked before is no news.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Sqlite {
            db.execute_unprepared(&edited_after("update of title, skills, description, place")).await?;
        }
        db.execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(DOWN).await?;
        if db.get_database_backend() == DbBackend::Sqlite {
            db.execute_unprepared(&edited_after("update")).await?;
        }
        Ok(())
    }
}

/// The words are put anew where SQLite searches them after this happened.
fn edited_after(event: &str) -> String {
    format!(
        "drop trigger customer_request_text_edited;
         create trigger customer_request_text_edited after {event} on customer_request_text begin
             insert into customer_request_search (customer_request_search, rowid, title, skills, description, place)
             values ('delete', old.number, old.title, old.skills, old.description, old.place);
             insert into customer_request_search (rowid, title, skills, description, place)
             values (new.number, new.title, new.skills, new.description, new.place);
         end;"
    )
}

const UP: &str = r"
alter table customer_request_text add column fresh_since timestamptz; -- Until those who look for such are told.
create index customer_request_text_fresh on customer_request_text (number) where fresh_since is not null;

create table saved_search (
    id                    uuid        not null primary key,
    account_id            uuid        not null references account,
    member_id             uuid        not null references member,
    name                  text        not null,
    text                  text,
    skills                text        not null, -- One a line.
    location              text,
    budget_currency       text,
    budget_at_least_minor bigint      check (budget_at_least_minor >= 0),
    saved_at              timestamptz not null,

    constraint saved_search_budget_check check ((budget_currency is null) = (budget_at_least_minor is null))
);
create index saved_search_of_member on saved_search (member_id, id);

-- What a search has found, once; and by which event its owner is told.
create table saved_search_find (
    saved_search_id     uuid not null references saved_search on delete cascade,
    customer_request_id uuid not null references customer_request,
    event_id            uuid not null,

    primary key (saved_search_id, customer_request_id)
);
create index saved_search_find_told on saved_search_find (event_id);
";

const DOWN: &str = r"
drop table saved_search_find;
drop table saved_search;
drop index customer_request_text_fresh;
alter table customer_request_text drop column fresh_since;
";
