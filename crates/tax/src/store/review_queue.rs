use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Backlog, Country, Dac7FormId, Page, Queue, Slice, Vault, count_up};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use crate::{
    Dac7Form, ReviewCounts, ReviewFilter, ReviewKind, Status,
    entity::{Model, StateName},
};

/// The forms that wait for a reviewer and that a filter leaves; `i` is what they were filed under.
const QUEUE: Queue = Queue {
    table: "dac7_form",
    since: "submitted_at",
    waiting: "
        left join dac7_review_item i on i.dac7_form_id = q.id
        where q.state in ('submitted', 'in_review')
          and (cast($1 as text) is null or q.state = $1)
          and (cast($2 as text) is null or i.country = $2)
          and (cast($3 as text) is null or exists (
              select 1 from dac7_review_doubt d where d.dac7_form_id = q.id and d.code = $3))
          and (cast($4 as text) is null or i.kind = $4)
          and (cast($5 as bigint) is null or $5 = (case
              when i.dac7_form_id is not null
                   and not exists (select 1 from dac7_review_doubt d where d.dac7_form_id = q.id) then 1
              else 0 end))
          and (cast($6 as timestamptz) is null or q.submitted_at < $6)",
};
const IS_CLEAN: &str = "case
    when i.dac7_form_id is not null
         and not exists (select 1 from dac7_review_doubt d where d.dac7_form_id = q.id) then 1
    else 0 end as clean";

/// Files what reviewers find a form by: anew with every submission.
pub async fn file_for_review(tx: &DatabaseTransaction, form: &Dac7Form, kind: ReviewKind) -> Result<(), DbErr> {
    let country = form.answers.address.as_ref().map(|address| address.country.to_string());
    let sql = "insert into dac7_review_item (dac7_form_id, country, kind) values ($1, $2, $3)
               on conflict (dac7_form_id) do update set country = excluded.country, kind = excluded.kind";
    run(tx, sql, vec![form.id.into(), country.into(), kind.to_value().into()]).await?;
    run(tx, "delete from dac7_review_doubt where dac7_form_id = $1", vec![form.id.into()]).await?;
    for doubt in form.doubts() {
        let name = doubt.to_string();
        let code = name.split(':').next().unwrap_or_default();
        let sql = "insert into dac7_review_doubt (dac7_form_id, code) values ($1, $2)
                   on conflict (dac7_form_id, code) do nothing";
        run(tx, sql, vec![form.id.into(), code.into()]).await?;
    }
    Ok(())
}

/// What waits for a reviewer, from what waits longest on.
pub async fn page_of_review_queue(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    filter: &ReviewFilter,
    page: Page<Dac7FormId>,
) -> Result<Slice<Dac7Form>, DbErr> {
    let forms = QUEUE.rows::<Model, _>(db, values(filter), page).await?;
    Ok(page.slice(super::open_all(vault, forms).await?))
}

/// How many wait, of those that the filter leaves; `today` tells what is overdue.
pub async fn count_review_queue(
    db: &impl ConnectionTrait,
    filter: &ReviewFilter,
    today: NaiveDate,
) -> Result<ReviewCounts, DbErr> {
    let overdue = "case when q.review_due_on < $7 then 1 else 0 end as overdue";
    let with_today = values(filter).into_iter().chain([today.into()]).collect();
    let rows = QUEUE.counted(db, &["q.state", "i.country", "i.kind", overdue, IS_CLEAN], with_today).await?;
    let (table, waiting) = (QUEUE.table, QUEUE.waiting);
    let doubts = format!(
        "select c.code, count(*) as forms from dac7_review_doubt c
         where c.dac7_form_id in (select q.id from {table} q {waiting}) group by c.code order by c.code"
    );
    let doubts = Statement::from_sql_and_values(db.get_database_backend(), doubts, values(filter));
    let doubts = db.query_all_raw(doubts).await?;
    let by_doubt = doubts.iter().map(|row| Ok((row.try_get("", "code")?, count(row)?)));
    Ok(ReviewCounts { by_doubt: by_doubt.collect::<Result<_, DbErr>>()?, ..added_up(&rows)? })
}

/// How many forms wait for a reviewer, and for how long.
pub async fn review_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, values(&ReviewFilter::default())).await
}

fn added_up(rows: &[(QueryResult, u32)]) -> Result<ReviewCounts, DbErr> {
    let (mut counts, mut by_status) = (ReviewCounts::default(), BTreeMap::new());
    let (mut by_country, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
    for (row, forms) in rows {
        let forms = *forms;
        let flag = |column| Ok::<_, DbErr>(if flagged(row, column)? { forms } else { 0 });
        counts.total = counts.total.saturating_add(forms);
        counts.clean = counts.clean.saturating_add(flag("clean")?);
        counts.overdue = counts.overdue.saturating_add(flag("overdue")?);
        let state = StateName::try_from_value(&row.try_get("", "state")?)?;
        count_up(&mut by_status, state == StateName::InReview, forms);
        if let Some(country) = row.try_get::<Option<String>>("", "country")? {
            count_up(&mut by_country, country, forms);
        }
        if let Some(kind) = row.try_get::<Option<String>>("", "kind")? {
            count_up(&mut by_kind, ReviewKind::try_from_value(&kind)?, forms);
        }
    }
    let status = |is_in_review| if is_in_review { Status::InReview } else { Status::Submitted };
    let country = |code: String| code.parse::<Country>().map_err(|error| DbErr::Type(error.to_string()));
    counts.by_status = by_status.into_iter().map(|(is_in_review, forms)| (status(is_in_review), forms)).collect();
    let by_country = by_country.into_iter().map(|(code, forms)| Ok((country(code)?, forms)));
    counts.by_country = by_country.collect::<Result<_, DbErr>>()?;
    counts.by_kind = by_kind.into_iter().collect();
    Ok(counts)
}

fn count(row: &QueryResult) -> Result<u32, DbErr> {
    u32::try_from(row.try_get::<i64>("", "forms")?).map_err(|error| DbErr::Type(error.to_string()))
}

fn flagged(row: &QueryResult, column: &str) -> Result<bool, DbErr> {
    Ok(row.try_get::<i32>("", column)? == 1)
}

fn values(filter: &ReviewFilter) -> Vec<Value> {
    vec![
        filter.status.map(|status| super::name(status).to_value()).into(),
        filter.country.map(|country| country.to_string()).into(),
        filter.doubt.clone().into(),
        filter.kind.map(|kind| kind.to_value()).into(),
        filter.is_clean.map(i64::from).into(),
        filter.submitted_before.into(),
    ]
}

async fn run(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<(), DbErr> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}
