//! What a search costs: over how ever many requests, it goes by an index, and reads no table from end to end.

use std::{env, time::Instant};

use kernel::{AccountId, CustomerRequestId, Page};
use requests::{Search, SearchKey, TypedSearch, store::search_statement};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use support::{
    App,
    steps::{accounts::account_id, work::people},
    story,
};

use super::{SEARCH, asked, titles};

const REQUESTS: usize = 10_000;
const REQUESTS_LONG: usize = 100_000;
/// One request in so many holds a word that the others do not. Beside it there are words enough for PostgreSQL to keep
/// count of them: of a small vocabulary it guesses how many hold the beginning of a word.
const RARE: usize = 1_000;

/// More than a backend sees before it makes a plan for any words.
const PAGES: u32 = 8;

const FILL_SQLITE: &str = "
insert into customer_request (id, customer_account_id, title, description, responder_count, opened_at, active_at, state)
with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < COUNT)
select randomblob(16), customer_account_id, 'Common words ' || n, description, 0, opened_at, active_at, 'open'
from numbers join customer_request on title = 'The one that was filed';
insert into customer_request_text (customer_request_id, title, skills, description, place)
select id, lower(title) || case when cast(substr(title, 14) as integer) % RARE = 0 then ' rare' else '' end, '',
    'we run a web shop on two machines under a desk and want it somewhere safer word' || abs(random() % 300), 'lisbon'
from customer_request where title like 'Common words %';
analyze";

const FILL_POSTGRES: &str = "
insert into customer_request (id, customer_account_id, title, description, responder_count, opened_at, active_at, state)
select gen_random_uuid(), customer_account_id, 'Common words ' || n, description, 0, opened_at, active_at, 'open'
from generate_series(1, COUNT) n join customer_request on title = 'The one that was filed';
insert into customer_request_text (customer_request_id, words)
select id, setweight(to_tsvector('simple', lower(title)
        || case when cast(substr(title, 14) as integer) % RARE = 0 then ' rare' else '' end), 'A')
    || setweight(to_tsvector('simple',
        'we run a web shop on two machines under a desk and want it somewhere safer word' || floor(random() * 300)), 'C')
    || setweight(to_tsvector('simple', 'lisbon'), 'D')
from customer_request where title like 'Common words %';
analyze customer_request; analyze customer_request_text";

/// Words that few hold, words that all hold, beginnings of words, places; the first page, and one after it.
#[story]
async fn no_search_reads_a_table_from_end_to_end(app: &App) {
    let (customer, expert, _) = people(app).await;
    asked(&customer, "The one that was filed", json!({})).await;
    let (db, count) = (app.marketplace.db(), if is_long() { REQUESTS_LONG } else { REQUESTS });
    let backend = db.reader().get_database_backend();
    let fill = if backend == DbBackend::Postgres { FILL_POSTGRES } else { FILL_SQLITE };
    let fill = fill.replace("COUNT", &count.to_string()).replace("RARE", &RARE.to_string());
    let tx = db.begin().await.unwrap();
    if backend == DbBackend::Postgres {
        tx.execute_unprepared("set local statement_timeout = 0").await.unwrap();
    }
    tx.execute_unprepared(&fill).await.unwrap();
    tx.commit().await.unwrap();
    let account: AccountId = account_id(&expert).await.parse().unwrap();

    for text in ["rare ", "common ", "common wor", "c", "common rare", "4711 "] {
        let search = json!({ "text": text });
        let begun = Instant::now();
        let page =
            expert.query(SEARCH, json!({ "search": search, "first": 20 })).await["customerRequestSearch"].clone();
        let first = begun.elapsed();
        let last = page["edges"].as_array().unwrap().last().unwrap()["cursor"].clone();
        let begun = Instant::now();
        for _ in 0..PAGES {
            expert.query(SEARCH, json!({ "search": search, "first": 20, "after": last })).await;
        }
        println!(
            "{backend:?}, {count} requests, {text:?}: {} found, first page {first:?}, later ones {:?} each",
            titles(&page).len(),
            begun.elapsed() / PAGES
        );
        for after in [None, Some(SearchKey { search: 0, rank: 0, id: CustomerRequestId::generate(app.now()) })] {
            let search = Search::new(TypedSearch { text: Some(text.into()), ..TypedSearch::default() }).unwrap();
            let plan = plan(app, search_statement(backend, (account, &search), page_of(after), app.now())).await;
            let whole: Vec<_> = plan.iter().filter(|step| reads_everything(step)).collect();
            assert!(whole.is_empty(), "{text}: {whole:#?} of {plan:#?}");
            if is_long() && after.is_none() {
                println!("{}", plan.join("\n"));
            }
        }
    }
}

fn page_of(after: Option<SearchKey>) -> Page<SearchKey> {
    Page::new(20, after).unwrap()
}

/// How the backend says it would go about a statement, step by step.
async fn plan(app: &App, statement: Statement) -> Vec<String> {
    let reader = app.marketplace.db().reader();
    let is_postgres = reader.get_database_backend() == DbBackend::Postgres;
    let (explain, column) = if is_postgres { ("explain", "QUERY PLAN") } else { ("explain query plan", "detail") };
    let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement };
    let rows = reader.query_all_raw(explained).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap()).collect()
}

/// Whether a step reads a table of requests from end to end. What was found is read so, and may be: it is bounded.
fn reads_everything(step: &str) -> bool {
    let step = step.trim_start_matches([' ', '-', '>']);
    let of_sqlite = step.starts_with("SCAN ") && !step.contains("VIRTUAL TABLE INDEX");
    let of_postgres = step.starts_with("Seq Scan on customer_request") || step.starts_with("Parallel Seq Scan");
    of_postgres || of_sqlite && !["SCAN matching", "SCAN found", "SCAN latest"].contains(&step)
}

fn is_long() -> bool {
    env::var("GUILDHALL_LONG").is_ok_and(|value| value == "1")
}
