use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, Query, SelectStatement, SubQueryStatement},
};

/// Asks when something is due next, of the rows of one table. Many clocks are asked in one statement: a process that
/// looks each second at dozens of them would otherwise do little else.
#[derive(Clone, Debug)]
pub struct NextDue {
    /// One column, and one row at most.
    asked: SelectStatement,
    told: Told,
    later: TimeDelta,
}

/// What the column holds.
#[derive(Clone, Copy, Debug)]
enum Told {
    Instant,
    Day(fn(NaiveDate) -> DateTime<Utc>),
}

impl NextDue {
    /// The earliest instant after `after` that the column `due_at` of the rows tells.
    pub fn of_rows<E: EntityTrait>(rows: Select<E>, due_at: E::Column, after: DateTime<Utc>) -> Self {
        let later = rows.select_only().column(due_at).filter(due_at.gt(after)).order_by_asc(due_at);
        Self::of_statement(later.limit(1).into_query())
    }

    /// The earliest day that the column `due_on` of the rows tells; `instant` says when on that day.
    pub fn of_days<E: EntityTrait>(
        rows: Select<E>,
        due_on: E::Column,
        instant: fn(NaiveDate) -> DateTime<Utc>,
    ) -> Self {
        let days = rows.select_only().column(due_on).order_by_asc(due_on);
        Self::of_day(days.limit(1).into_query(), instant)
    }

    /// What a statement tells that selects a day, of one row at most.
    pub fn of_day(asked: SelectStatement, instant: fn(NaiveDate) -> DateTime<Utc>) -> Self {
        Self { asked, told: Told::Day(instant), later: TimeDelta::zero() }
    }

    /// What a statement tells that selects an instant, of one row at most.
    pub fn of_statement(asked: SelectStatement) -> Self {
        Self { asked, told: Told::Instant, later: TimeDelta::zero() }
    }

    /// The instant that lies so much later than what is found.
    #[must_use]
    pub fn later_by(self, later: TimeDelta) -> Self {
        Self { later, ..self }
    }

    /// What each is told, in their order: `None` where nothing waits.
    pub async fn ask(db: &impl ConnectionTrait, asked: &[Self]) -> Result<Vec<Option<DateTime<Utc>>>, DbErr> {
        if asked.is_empty() {
            return Ok(vec![]);
        }
        let mut together = Query::select();
        for one in asked {
            together.expr(Expr::from(SubQueryStatement::from(one.asked.clone())));
        }
        let Some(row) = db.query_one(&together).await? else { return Ok(vec![None; asked.len()]) };
        asked.iter().enumerate().map(|(index, one)| one.read(&row, index)).collect()
    }

    fn read(&self, row: &QueryResult, index: usize) -> Result<Option<DateTime<Utc>>, DbErr> {
        let found = match self.told {
            Told::Instant => row.try_get_by_index(index)?,
            Told::Day(instant) => row.try_get_by_index::<Option<NaiveDate>>(index)?.map(instant),
        };
        Ok(found.map(|found: DateTime<Utc>| found + self.later))
    }
}
