use chrono::{DateTime, Utc};
use kernel::{AccountId, DueDiligenceCaseId, LockRows, NextDue, Page, Slice, page_of, placeholders};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Statement, Value,
    sea_query::OnConflict,
};

use crate::{
    CaseState, CaseStatus, CaseStep, CaseStepKind, DueDiligenceCase, MeasureTaken,
    entity::due_diligence::{ActiveModel, Column, Entity, Model},
};

pub async fn find_case(db: &impl ConnectionTrait, id: DueDiligenceCaseId) -> Result<Option<DueDiligenceCase>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(DueDiligenceCase::try_from).transpose()
}

pub async fn lock_case(tx: &DatabaseTransaction, id: DueDiligenceCaseId) -> Result<Option<DueDiligenceCase>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(DueDiligenceCase::try_from).transpose()
}

/// The case of an account that is not lifted; there is one at most.
pub async fn lock_open_case(tx: &DatabaseTransaction, account: AccountId) -> Result<Option<DueDiligenceCase>, DbErr> {
    let of_account = Entity::find().filter(Column::AccountId.eq(account));
    let open = of_account.filter(Column::State.ne(CaseStatus::Lifted));
    open.lock_rows().one(tx).await?.map(DueDiligenceCase::try_from).transpose()
}

/// Cases of one status, or all, newest first: for staff.
pub async fn page_of_cases(
    db: &impl ConnectionTrait,
    status: Option<CaseStatus>,
    page: Page<DueDiligenceCaseId>,
) -> Result<Slice<DueDiligenceCase>, DbErr> {
    let wanted = Condition::all().add_option(status.map(|status| Column::State.eq(status)));
    page_of(db, Entity::find().filter(wanted), Column::Id, page).await
}

/// The cases with which time has something to do by `now`, in due order, at most `max`.
pub async fn cases_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<DueDiligenceCaseId>, DbErr> {
    let due = Entity::find().filter(Column::DueAt.lte(now)).order_by_asc(Column::DueAt).order_by_asc(Column::Id);
    due.limit(max).select_only().column(Column::Id).into_tuple().all(db).await
}

/// The earliest instant after `after` at which time has something to do with a case.
pub fn next_case_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::DueAt, after)
}

/// Opens a case. `false`: one is open already.
pub async fn insert_case(tx: &DatabaseTransaction, case: &DueDiligenceCase) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(case.id),
        account_id: Set(case.account_id),
        cause: Set(case.cause),
        requested_at: Set(case.requested_at),
        ..state_columns(case)
    };
    let open = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(open).exec_without_returning(tx).await? == 1)
}

/// Writes what a step changes.
pub async fn save_case(tx: &DatabaseTransaction, case: &DueDiligenceCase) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(case.id), ..state_columns(case) };
    row.update_without_returning(tx).await.map(drop)
}

/// Adds to the evidence. What is written is never changed.
pub async fn record_step(tx: &DatabaseTransaction, id: DueDiligenceCaseId, step: &CaseStep) -> Result<(), DbErr> {
    let sql = "insert into due_diligence_step (case_id, number, kind, content, at, recorded_at, staff_id)
               values ($1, (select count(*) + 1 from due_diligence_step where case_id = $1), $2, $3, $4, $5, $6)";
    let values = [
        id.into(),
        step.kind.to_value().into(),
        step.content.clone().into(),
        step.at.into(),
        step.recorded_at.into(),
        step.by.into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// The evidence of these cases, from the first step of each to the last.
pub async fn steps_of(
    db: &impl ConnectionTrait,
    ids: &[DueDiligenceCaseId],
) -> Result<Vec<(DueDiligenceCaseId, CaseStep)>, DbErr> {
    let places = placeholders(1, ids.len());
    let sql = format!("select * from due_diligence_step where case_id in ({places}) order by case_id, number");
    let values = ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "case_id")?, step(row)?))).collect()
}

/// Keeps others from registering with these digests of taxpayer numbers, for as long as the case blocks.
pub async fn bar(tx: &DatabaseTransaction, id: DueDiligenceCaseId, digests: &[String]) -> Result<(), DbErr> {
    for digest in digests {
        let sql = "insert into barred_tin (case_id, digest) values ($1, $2) on conflict (case_id, digest) do nothing";
        let values = [id.into(), digest.clone().into()];
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}

/// Whether another account than this one is blocked with one of these.
pub async fn is_barred(db: &impl ConnectionTrait, account: AccountId, digests: &[String]) -> Result<bool, DbErr> {
    if digests.is_empty() {
        return Ok(false);
    }
    let places = placeholders(2, digests.len());
    let sql = format!(
        "select 1 from barred_tin b join due_diligence_case c on c.id = b.case_id
         where c.state = 'blocked' and c.account_id <> $1 and b.digest in ({places}) limit 1"
    );
    let values = [account.into()].into_iter().chain(digests.iter().map(|digest| Value::from(digest.clone())));
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(row.is_some())
}

fn state_columns(case: &DueDiligenceCase) -> ActiveModel {
    let measure = case.measure();
    ActiveModel {
        state: Set(case.status()),
        alarmed: Set(case.state == CaseState::ActionDue { alarmed: true }),
        due_at: Set(case.due_at()),
        measure: Set(measure.map(|taken| taken.measure)),
        measure_by: Set(measure.map(|taken| taken.by)),
        measure_at: Set(measure.map(|taken| taken.at)),
        lifted_at: Set(case.lifted_at()),
        ..Default::default()
    }
}

impl TryFrom<Model> for DueDiligenceCase {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
        let measure = match (row.measure, row.measure_by, row.measure_at) {
            (Some(measure), Some(by), Some(at)) => Some(MeasureTaken { measure, by, at }),
            (None, None, None) => None,
            (None | Some(_), _, _) => return Err(contradiction()),
        };
        let state = match row.state {
            CaseStatus::Requested => CaseState::Requested,
            CaseStatus::RemindedOnce => CaseState::RemindedOnce,
            CaseStatus::RemindedTwice => CaseState::RemindedTwice,
            CaseStatus::ActionDue => CaseState::ActionDue { alarmed: row.alarmed },
            CaseStatus::Blocked | CaseStatus::PayoutsWithheld => CaseState::Taken(measure.ok_or_else(contradiction)?),
            CaseStatus::Lifted => CaseState::Lifted { at: row.lifted_at.ok_or_else(contradiction)?, measure },
        };
        let Model { id, account_id, cause, requested_at, .. } = row;
        Ok(Self { id, account_id, cause, requested_at, state })
    }
}

fn step(row: &QueryResult) -> Result<CaseStep, DbErr> {
    Ok(CaseStep {
        kind: CaseStepKind::try_from_value(&row.try_get("", "kind")?)?,
        content: row.try_get("", "content")?,
        at: row.try_get("", "at")?,
        recorded_at: row.try_get("", "recorded_at")?,
        by: row.try_get("", "staff_id")?,
    })
}
