use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Statement, Value};

use crate::{EntityId, Page, Slice};

/// What waits in a table for somebody's decision. What waits longest comes first.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    pub table: &'static str,
    /// The column that says since when a row waits.
    pub since: &'static str,
    /// Which rows `q` of the table wait, in plain SQL: joins and conditions, with the parameters of a filter, if there is
    /// one.
    pub waiting: &'static str,
}

/// How much waits, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Never 0.
    pub count: u32,
    /// Since when the oldest waits.
    pub oldest_at: DateTime<Utc>,
}

impl Queue {
    /// Reads a page of what a filter with these values leaves.
    pub async fn page<M, T, I>(
        &self,
        db: &impl ConnectionTrait,
        values: Vec<Value>,
        page: Page<I>,
    ) -> Result<Slice<T>, DbErr>
    where
        M: FromQueryResult,
        T: TryFrom<M, Error = DbErr>,
        I: EntityId + Into<Value>,
    {
        let rows = self.rows::<M, I>(db, values, page).await?;
        Ok(page.slice(rows.into_iter().map(T::try_from).collect::<Result<_, _>>()?))
    }

    /// The rows from which [`Self::page`] makes its page, for things that do not follow from a row alone.
    pub async fn rows<M, I>(
        &self,
        db: &impl ConnectionTrait,
        mut values: Vec<Value>,
        page: Page<I>,
    ) -> Result<Vec<M>, DbErr>
    where
        M: FromQueryResult,
        I: EntityId + Into<Value>,
    {
        let Self { table, since, waiting } = self;
        values.push(i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?.into());
        let limit = values.len();
        let after = page.after.map_or_else(String::new, |after| {
            values.push(after.into());
            let place = values.len();
            format!("and (q.{since}, q.id) > (select last.{since}, last.id from {table} last where last.id = ${place})")
        });
        let sql = format!("select q.* from {table} q {waiting} {after} order by q.{since}, q.id limit ${limit}");
        let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        rows.iter().map(|row| M::from_query_result(row, "")).collect()
    }

    /// Counts what a filter with these values leaves, by each combination of `columns`. The filter's values come first,
    /// what the columns ask for after them.
    pub async fn counted(
        &self,
        db: &impl ConnectionTrait,
        columns: &[&str],
        values: Vec<Value>,
    ) -> Result<Vec<(QueryResult, u32)>, DbErr> {
        let Self { table, waiting, .. } = self;
        let places = (1..=columns.len()).map(|place| place.to_string()).collect::<Vec<_>>().join(", ");
        let columns = columns.join(", ");
        let sql = format!("select {columns}, count(*) as things from {table} q {waiting} group by {places}");
        let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        let with_count = |row: QueryResult| {
            let things = count(&row)?;
            Ok((row, things))
        };
        rows.into_iter().map(with_count).collect()
    }

    /// How much a filter with these values leaves, and for how long it waits; `None`: nothing.
    pub async fn backlog(&self, db: &impl ConnectionTrait, values: Vec<Value>) -> Result<Option<Backlog>, DbErr> {
        let Self { table, since, waiting } = self;
        let sql = format!("select count(*) as things, min(q.{since}) as oldest_at from {table} q {waiting}");
        let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        let Some(row) = row else { return Ok(None) };
        let (count, oldest_at): (u32, Option<DateTime<Utc>>) = (count(&row)?, row.try_get("", "oldest_at")?);
        Ok(oldest_at.map(|oldest_at| Backlog { count, oldest_at }))
    }
}

/// Counts `things` more under `key`.
pub fn count_up<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, things: u32) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(things);
}

fn count(row: &QueryResult) -> Result<u32, DbErr> {
    u32::try_from(row.try_get::<i64>("", "things")?).map_err(|error| DbErr::Type(error.to_string()))
}
