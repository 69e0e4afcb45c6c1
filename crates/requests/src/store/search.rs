//! The words of requests, for the full-text search of each backend: FTS5 of SQLite, `tsvector` of PostgreSQL. Both are
//! given words that were taken apart already, so that neither decides what a word is.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Page, Slice};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};

use crate::{
    CustomerRequest, Found, RequestState, Search, SearchKey, entity::customer_request::Model, searched::Searched,
};

/// Of how many requests the rank is asked for: of words that more of them hold, those that came last.
pub const RANKED_MAX: u32 = 2_000;

/// Puts the words of a request where they are searched, or takes them away: what is not open, or for one account alone,
/// nobody finds. Words that are there already are not written again.
pub(super) async fn index(tx: &DatabaseTransaction, request: &CustomerRequest) -> Result<(), DbErr> {
    let is_found = match request.state {
        RequestState::Open => request.direct_to.is_none(),
        RequestState::NotAccepting => false,
    };
    let (backend, id) = (tx.get_database_backend(), vec![request.id.into()]);
    let (sql, values) = if !is_found {
        ("delete from customer_request_text where customer_request_id = $1", id)
    } else if backend == DbBackend::Postgres {
        (INDEX_POSTGRES, [id, vec![tsvector(&Searched::of(request)).into()]].concat())
    } else {
        (INDEX_SQLITE, [id, columns(&Searched::of(request))].concat())
    };
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
}

/// What a search finds for an expert account among what others ask for, without what it has hidden; the best first, and of
/// two that fit as well the later filed.
pub async fn search(
    tx: &DatabaseTransaction,
    (account, search): (AccountId, &Search),
    page: Page<SearchKey>,
    now: DateTime<Utc>,
) -> Result<Slice<Found>, DbErr> {
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        tx.execute_unprepared(PLAN_EACH).await?;
    }
    let rows = tx.query_all_raw(statement(backend, (account, search), page, now)).await?;
    Ok(page.slice(rows.iter().map(found).collect::<Result<_, _>>()?))
}

/// Which way is short depends on the words: those of few requests are looked up, and of those that most requests hold the
/// latest are walked. A plan for any words would look up all of them.
const PLAN_EACH: &str = "set local plan_cache_mode = force_custom_plan";

/// The statement of [`search`], for whoever asks a backend how it would go about it.
pub fn statement(
    backend: DbBackend,
    (account, search): (AccountId, &Search),
    page: Page<SearchKey>,
    now: DateTime<Utc>,
) -> Statement {
    let mut values = vec![account.into()];
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let of_backend = if backend == DbBackend::Postgres { postgres } else { sqlite };
    let (rank, matching) = of_backend(search, &mut place);
    let (narrowed, after) = (narrowed(search, now, &mut place), after(page, &mut place));
    let limit = place(i64::try_from(page.limit()).unwrap_or(i64::MAX).into());
    let sql = format!(
        "with matching as materialized (select id, {rank} as rank from ({matching}
            and r.customer_account_id <> $1 {narrowed}
            and not exists (select 1 from hidden_request h
                            where h.expert_account_id = $1 and h.customer_request_id = r.id)
            order by number desc limit {RANKED_MAX}) as latest),
        found as (select id, rank from matching {after} order by rank desc, id desc limit {limit})
        select r.*, found.rank from found join customer_request r on r.id = found.id
        order by found.rank desc, r.id desc"
    );
    Statement::from_sql_and_values(backend, sql, values)
}

const INDEX_SQLITE: &str = "
    insert into customer_request_text (customer_request_id, title, skills, description, place)
    values ($1, $2, $3, $4, $5)
    on conflict (customer_request_id) do update set title = excluded.title, skills = excluded.skills,
        description = excluded.description, place = excluded.place
    where (title, skills, description, place)
        is not (excluded.title, excluded.skills, excluded.description, excluded.place)";

const INDEX_POSTGRES: &str = "
    insert into customer_request_text as t (customer_request_id, words) values ($1, cast(cast($2 as text) as tsvector))
    on conflict (customer_request_id) do update set words = excluded.words where t.words <> excluded.words";

/// How well a request fits, and which match, by SQLite. The order of its joins is fixed: the search walks its own index
/// from the newest on, and knows the rank of a row only while it is there.
fn sqlite(search: &Search, place: &mut dyn FnMut(Value) -> String) -> (String, String) {
    let matching = place(fts5(search).into());
    let matching = format!(
        "select r.id, t.rowid as number, bm25(customer_request_search, 10, 4, 1, 0) as badness
        from customer_request_search t
        cross join customer_request_text text on text.number = t.rowid
        cross join customer_request r on r.id = text.customer_request_id
        where customer_request_search match {matching}"
    );
    ("cast(-1000000 * badness as integer)".to_owned(), matching)
}

/// The same by PostgreSQL, which weighs the same parts of a request in the same proportion. The offset keeps it from
/// reading every request for the sake of the few that match.
fn postgres(search: &Search, place: &mut dyn FnMut(Value) -> String) -> (String, String) {
    let (ranked, matching) = (place(ranked_tsquery(search).into()), place(tsquery(search).into()));
    let rank = format!("ts_rank_cd('{{0, 0.1, 0.4, 1}}', words, cast(cast({ranked} as text) as tsquery))");
    let matching = format!(
        "select r.id, t.number, t.words
        from customer_request_text t
        cross join lateral (select * from customer_request r where r.id = t.customer_request_id offset 0) r
        where t.words @@ cast(cast({matching} as text) as tsquery)"
    );
    (format!("cast(1000000 * {rank} as bigint)"), matching)
}

/// What a customer thinks of spending, and when they asked.
fn narrowed(search: &Search, now: DateTime<Utc>, place: &mut dyn FnMut(Value) -> String) -> String {
    let budget = search.typed().budget_at_least.map(|money| {
        let (currency, minor) = (place(money.currency().code().into()), place(money.minor().into()));
        format!("and r.budget_currency = {currency} and r.budget_at_most_minor >= {minor}")
    });
    let opened = search.opened_since(now).map(|at| format!("and r.opened_at >= {}", place(at.into())));
    [budget, opened].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What comes after a request, by the rank that it has now: SQLite's ranks shift a little whenever a request comes or goes.
/// One that is not found any more stands where it stood.
fn after(page: Page<SearchKey>, place: &mut dyn FnMut(Value) -> String) -> String {
    page.after.map_or_else(String::new, |SearchKey { rank, id, .. }| {
        let (rank, id) = (place(rank.into()), place(id.into()));
        format!(
            "where (matching.rank, matching.id) <
                   (coalesce((select last.rank from matching last where last.id = {id}), {rank}), {id})"
        )
    })
}

/// What a search asks of FTS5. Words hold neither quotes nor anything else that it reads.
fn fts5(search: &Search) -> String {
    let words = search.words().map(|(word, is_beginning)| format!("\"{word}\"{}", if is_beginning { "*" } else { "" }));
    let quoted = |word: &String| format!("\"{word}\"");
    let parts = [
        ("{title skills description} : ", words.collect(), " AND "),
        ("skills : ", search.skills().iter().map(quoted).collect(), " OR "),
        ("place : ", search.places().iter().map(quoted).collect(), " AND "),
    ];
    parts.into_iter().filter_map(part).collect::<Vec<_>>().join(" AND ")
}

/// The same, of PostgreSQL.
fn tsquery(search: &Search) -> String {
    let places = search.places().iter().map(|word| format!("'{word}':D")).collect();
    let parts = [("", text_tsquery(search), " & "), ("", skills_tsquery(search), " | "), ("", places, " & ")];
    parts.into_iter().filter_map(part).collect::<Vec<_>>().join(" & ")
}

/// By what PostgreSQL ranks: the words, and where none are looked for, how many of the skills.
fn ranked_tsquery(search: &Search) -> String {
    let words = text_tsquery(search);
    if words.is_empty() { skills_tsquery(search).join(" | ") } else { words.join(" & ") }
}

fn text_tsquery(search: &Search) -> Vec<String> {
    search.words().map(|(word, is_beginning)| format!("'{word}':{}ABC", if is_beginning { "*" } else { "" })).collect()
}

fn skills_tsquery(search: &Search) -> Vec<String> {
    search.skills().iter().map(|skill| format!("'{skill}':B")).collect()
}

/// What stands before some terms, the terms, and what joins them; nothing if there are none.
fn part((before, terms, by): (&str, Vec<String>, &str)) -> Option<String> {
    if terms.is_empty() { None } else { Some(format!("{before}({})", terms.join(by))) }
}

/// As the columns that FTS5 takes apart at their blanks.
fn columns(Searched { title, skills, description, place, .. }: &Searched) -> Vec<Value> {
    [title, skills, description, place].map(|words| words.join(" ").into()).to_vec()
}

/// As PostgreSQL writes words with their places and their weights.
fn tsvector(Searched { title, skills, description, place, .. }: &Searched) -> String {
    let parts = [(title, 'A'), (skills, 'B'), (description, 'C'), (place, 'D')];
    let words = parts.iter().flat_map(|(words, weight)| words.iter().map(move |word| (word, weight)));
    let words = words.zip(1_u32..).map(|((word, weight), place)| format!("'{word}':{place}{weight}"));
    words.collect::<Vec<_>>().join(" ")
}

fn found(row: &QueryResult) -> Result<Found, DbErr> {
    let request = CustomerRequest::try_from(Model::from_query_result(row, "")?)?;
    Ok(Found { request, rank: row.try_get("", "rank")? })
}
