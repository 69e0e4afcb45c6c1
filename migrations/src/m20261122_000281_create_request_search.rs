use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, QueryResult, Statement, Value},
};

mod words;

use words::words;

/// What an expert should know, and where the words of requests are searched: by FTS5 on SQLite, by a `tsvector` on
/// PostgreSQL. Both hold the same words, taken apart and folded by us. What is open and for everybody is searched;
/// whatever was filed before is put there too.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let is_postgres = db.get_database_backend() == DbBackend::Postgres;
        db.execute_unprepared(if is_postgres { UP_POSTGRES } else { UP_SQLITE }).await?;
        let mut last = 0_i64;
        loop {
            let ask = Statement::from_sql_and_values(db.get_database_backend(), UNSEARCHED, [last.into()]);
            let rows = db.query_all_raw(ask).await?;
            for row in &rows {
                last = row.try_get("", "number")?;
                let (write, values) = if is_postgres { tsvector(row)? } else { columns(row)? };
                let values = [vec![last.into()], values].concat();
                db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), write, values)).await?;
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Sqlite {
            db.execute_unprepared("drop table customer_request_search").await?;
        }
        db.execute_unprepared(DOWN).await.map(drop)
    }
}

/// As many at a time as memory never feels.
const UNSEARCHED: &str = "
select t.number, r.title, r.description, coalesce(r.preferred_location, '') as place
from customer_request_text t join customer_request r on r.id = t.customer_request_id
where t.number > $1 order by t.number limit 500";

/// Where its title, its description and its place are searched. Nobody has named a skill yet.
const PARTS: [(&str, char); 3] = [("title", 'A'), ("description", 'C'), ("place", 'D')];

fn columns(row: &QueryResult) -> Result<(&'static str, Vec<Value>), DbErr> {
    let write = "update customer_request_text set title = $2, description = $3, place = $4 where number = $1";
    let folded = |(part, _): (&str, char)| Ok(words(&row.try_get::<String>("", part)?).join(" ").into());
    Ok((write, PARTS.into_iter().map(folded).collect::<Result<_, DbErr>>()?))
}

fn tsvector(row: &QueryResult) -> Result<(&'static str, Vec<Value>), DbErr> {
    let write = "update customer_request_text set words = cast(cast($2 as text) as tsvector) where number = $1";
    let mut all = vec![];
    for (part, weight) in PARTS {
        for word in words(&row.try_get::<String>("", part)?) {
            all.push(format!("'{word}':{}{weight}", all.len() + 1));
        }
    }
    Ok((write, vec![all.join(" ").into()]))
}

const UP_SQLITE: &str = "
alter table customer_request add column skills text not null default '';

create table customer_request_text (
    number              integer primary key, -- The later it came to be searched, the higher.
    customer_request_id uuid    not null unique references customer_request,
    title               text    not null,
    skills              text    not null,
    description         text    not null,
    place               text    not null
);

-- The words are taken apart at blanks alone: whatever is beyond ASCII is a letter to this tokenizer.
create virtual table customer_request_search using fts5(
    title, skills, description, place,
    content = 'customer_request_text', content_rowid = 'number', tokenize = 'ascii', prefix = '1 2 3'
);

create trigger customer_request_text_searched after insert on customer_request_text begin
    insert into customer_request_search (rowid, title, skills, description, place)
    values (new.number, new.title, new.skills, new.description, new.place);
end;
create trigger customer_request_text_forgotten after delete on customer_request_text begin
    insert into customer_request_search (customer_request_search, rowid, title, skills, description, place)
    values ('delete', old.number, old.title, old.skills, old.description, old.place);
end;
create trigger customer_request_text_edited after update on customer_request_text begin
    insert into customer_request_search (customer_request_search, rowid, title, skills, description, place)
    values ('delete', old.number, old.title, old.skills, old.description, old.place);
    insert into customer_request_search (rowid, title, skills, description, place)
    values (new.number, new.title, new.skills, new.description, new.place);
end;

insert into customer_request_text (customer_request_id, title, skills, description, place)
select id, '', '', '', '' from customer_request where state = 'open' and direct_account_id is null order by id;
";

const UP_POSTGRES: &str = "
alter table customer_request add column skills text not null default '';

create table customer_request_text (
    number              bigint   generated always as identity primary key, -- The later it came to be searched, the higher.
    customer_request_id uuid     not null unique references customer_request,
    words               tsvector not null -- A: title, B: skills, C: description, D: place.
);
-- Without a list of what is to be indexed later, through which every search would read.
create index customer_request_text_words on customer_request_text using gin (words) with (fastupdate = off);

insert into customer_request_text (customer_request_id, words)
select id, '' from customer_request where state = 'open' and direct_account_id is null order by id;
";

const DOWN: &str = "
drop table customer_request_text;
alter table customer_request drop column skills;
";
