use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Country, Dac7FormId, Page, Slice};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use crate::{
    Dac7Form, ReviewCounts, ReviewFilter, ReviewKind, Status,
    entity::{Model, StateName},
};

/// The forms `f` that wait for a reviewer and that a filter leaves; `i` is what they were filed under.
const WAITING: &str = "
    from dac7_form f left join dac7_review_item i on i.dac7_form_id = f.id
    where f.state in ('submitted', 'in_review')
      and (cast($1 as text) is null or f.state = $1)
      and (cast($2 as text) is null or i.country = $2)
      and (cast($3 as text) is null or exists (
          select 1 from dac7_review_doubt d where d.dac7_form_id = f.id and d.code = $3))
      and (cast($4 as text) is null or i.kind = $4)
      and (cast($5 as bigint) is null or $5 = (case
          when i.dac7_form_id is not null
               and not exists (select 1 from dac7_review_doubt d where d.dac7_form_id = f.id) then 1
          else 0 end))
      and (cast($6 as timestamptz) is null or f.submitted_at < $6)";

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
    filter: &ReviewFilter,
    page: Page<Dac7FormId>,
) -> Result<Slice<Dac7Form>, DbErr> {
    let after = if page.after.is_some() {
        "and (f.submitted_at, f.id) > (select last.submitted_at, last.id from dac7_form last where last.id = $8)"
    } else {
        ""
    };
    let sql = format!("select f.* {WAITING} {after} order by f.submitted_at, f.id limit $7");
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = values(filter).into_iter().chain([limit.into()]).chain(page.after.map(Value::from));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let form = |row: &QueryResult| <Model as sea_orm::FromQueryResult>::from_query_result(row, "")?.try_into();
    Ok(page.slice(rows.iter().map(form).collect::<Result<_, DbErr>>()?))
}

/// How many wait, of those that the filter leaves; `today` tells what is overdue.
pub async fn count_review_queue(
    db: &impl ConnectionTrait,
    filter: &ReviewFilter,
    today: NaiveDate,
) -> Result<ReviewCounts, DbErr> {
    let sql = format!(
        "select f.state, i.country, i.kind, case when f.review_due_on < $7 then 1 else 0 end as overdue,
                case when i.dac7_form_id is not null
                     and not exists (select 1 from dac7_review_doubt d where d.dac7_form_id = f.id) then 1
                else 0 end as clean, count(*) as forms {WAITING} group by 1, 2, 3, 4, 5"
    );
    let with_today = values(filter).into_iter().chain([today.into()]);
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, with_today)).await?;
    let doubts = format!(
        "select c.code, count(*) as forms from dac7_review_doubt c
         where c.dac7_form_id in (select f.id {WAITING}) group by c.code order by c.code"
    );
    let doubts = Statement::from_sql_and_values(db.get_database_backend(), doubts, values(filter));
    let doubts = db.query_all_raw(doubts).await?;
    let by_doubt = doubts.iter().map(|row| Ok((row.try_get("", "code")?, count(row)?)));
    Ok(ReviewCounts { by_doubt: by_doubt.collect::<Result<_, DbErr>>()?, ..added_up(&rows)? })
}

fn added_up(rows: &[QueryResult]) -> Result<ReviewCounts, DbErr> {
    let (mut counts, mut by_status) = (ReviewCounts::default(), BTreeMap::new());
    let (mut by_country, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let forms = count(row)?;
        let flag = |column| Ok::<_, DbErr>(if flagged(row, column)? { forms } else { 0 });
        counts.total = counts.total.saturating_add(forms);
        counts.clean = counts.clean.saturating_add(flag("clean")?);
        counts.overdue = counts.overdue.saturating_add(flag("overdue")?);
        let state = StateName::try_from_value(&row.try_get("", "state")?)?;
        add(&mut by_status, state == StateName::InReview, forms);
        if let Some(country) = row.try_get::<Option<String>>("", "country")? {
            add(&mut by_country, country, forms);
        }
        if let Some(kind) = row.try_get::<Option<String>>("", "kind")? {
            add(&mut by_kind, ReviewKind::try_from_value(&kind)?, forms);
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

fn add<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, forms: u32) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(forms);
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
