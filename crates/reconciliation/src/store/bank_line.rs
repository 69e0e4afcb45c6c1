use chrono::{DateTime, Utc};
use kernel::{BankLineId, DisbursementId, DueColumns, LockRows, Money, NextDue, Page, Slice, due_rows, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
    sea_query::ExprTrait,
};

use crate::{
    BankLine, LineState, RecordedLine, ReturnReason,
    entity::bank_line::{ActiveModel, Column, Entity, Model, StateName},
};

const DUE: DueColumns<Column> = DueColumns { id: Column::Id, due_at: Column::DueAt };
/// How many rows one statement takes: a statement holds some thirty thousand values at most.
const CHUNK: usize = 1_000;

pub async fn find_line(db: &impl ConnectionTrait, id: BankLineId) -> Result<Option<RecordedLine>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(RecordedLine::try_from).transpose()
}

pub async fn lock_line(tx: &DatabaseTransaction, id: BankLineId) -> Result<Option<RecordedLine>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(RecordedLine::try_from).transpose()
}

/// What does not fit and nobody has settled, newest first.
pub async fn page_of_breaks(db: &impl ConnectionTrait, page: Page<BankLineId>) -> Result<Slice<RecordedLine>, DbErr> {
    let breaks = Entity::find().filter(Column::State.eq(StateName::Open)).filter(Column::Problem.is_not_null());
    page_of(db, breaks, Column::Id, page).await
}

/// Whether the bank told of another movement of a disbursement in this direction: another than this line tells of. A
/// notification and the statement tell of the same movement under the bank's one reference.
pub async fn has_other_movement(
    tx: &DatabaseTransaction,
    disbursement_id: DisbursementId,
    line: &BankLine,
) -> Result<bool, DbErr> {
    let others = Entity::find()
        .filter(Column::DisbursementId.eq(disbursement_id))
        .filter(Column::State.eq(StateName::Matched))
        .filter(Column::IsNotice.eq(false))
        .filter(Column::Direction.eq(line.direction));
    let others = match &line.bank_reference {
        Some(same) => others.filter(Column::BankReference.is_null().or(Column::BankReference.ne(same))),
        None => others.filter(Column::BankReference.is_not_null()),
    };
    Ok(others.count(tx).await? > 0)
}

/// What is to be looked at, at most `max`, in due order.
pub async fn lines_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<BankLineId>, DbErr> {
    due_rows(db, Entity::find(), DUE, now, max).await
}

/// The first instant after `after` at which a line is to be looked at.
pub fn next_line_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::DueAt, after)
}

/// Writes the lines of a document that was just taken in.
pub async fn insert_lines(tx: &DatabaseTransaction, lines: &[RecordedLine]) -> Result<(), DbErr> {
    for lines in lines.chunks(CHUNK) {
        let rows = lines.iter().map(|line| row(line).map(IntoActiveModel::into_active_model));
        let rows = rows.collect::<Result<Vec<ActiveModel>, DbErr>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Writes what a step changes. What the bank said never does.
pub async fn save_line(tx: &DatabaseTransaction, line: &RecordedLine) -> Result<(), DbErr> {
    let Model { id, state, since_at, due_at, disbursement_id, problem, evidence, .. } = row(line)?;
    let row = ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        since_at: Set(since_at),
        due_at: Set(due_at),
        disbursement_id: Set(disbursement_id),
        problem: Set(problem),
        evidence: Set(evidence),
        ..Default::default()
    };
    row.update_without_returning(tx).await.map(drop)
}

fn row(recorded: &RecordedLine) -> Result<Model, DbErr> {
    let line = recorded.line.clone();
    let (state, since_at, due_at, problem, evidence) = match recorded.state.clone() {
        LineState::Open { since, look_again_at, problem, .. } => {
            (StateName::Open, since, Some(look_again_at), problem, None)
        }
        LineState::Matched { at, .. } => (StateName::Matched, at, None, None, None),
        LineState::Resolved { at, problem, evidence, .. } => {
            (StateName::Resolved, at, None, Some(problem), Some(evidence))
        }
    };
    Ok(Model {
        id: recorded.id,
        document_id: recorded.document_id,
        statement: line.document,
        number: i32::try_from(line.number).map_err(|error| DbErr::Type(error.to_string()))?,
        is_notice: recorded.is_notice,
        currency: line.amount.currency().code().to_owned(),
        amount_minor: line.amount.minor(),
        direction: line.direction,
        booked_on: line.booked_on,
        reference: line.end_to_end_id,
        original_trace: line.original_trace,
        bank_reference: line.bank_reference,
        returned: line.returned.map(|reason| reason.code().to_owned()),
        received_at: recorded.received_at,
        state,
        since_at,
        due_at,
        disbursement_id: recorded.disbursement_id(),
        problem,
        evidence,
    })
}

impl TryFrom<Model> for RecordedLine {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = state(&row)?;
        let Model { id, document_id, is_notice, received_at, .. } = row;
        let line = BankLine {
            document: row.statement,
            number: u32::try_from(row.number).map_err(|error| DbErr::Type(error.to_string()))?,
            amount: Money::from_columns(row.amount_minor, &row.currency)
                .map_err(|error| DbErr::Type(error.to_string()))?,
            direction: row.direction,
            booked_on: row.booked_on,
            end_to_end_id: row.reference,
            original_trace: row.original_trace,
            bank_reference: row.bank_reference,
            returned: row.returned.map(ReturnReason::of_code),
        };
        Ok(Self { id, document_id, is_notice, line, received_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<LineState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let (at, disbursement_id, problem) = (row.since_at, row.disbursement_id, row.problem);
    Ok(match row.state {
        StateName::Open => {
            let look_again_at = row.due_at.ok_or_else(contradiction)?;
            LineState::Open { since: at, look_again_at, problem, disbursement_id }
        }
        StateName::Matched => LineState::Matched { at, disbursement_id: disbursement_id.ok_or_else(contradiction)? },
        StateName::Resolved => LineState::Resolved {
            at,
            problem: problem.ok_or_else(contradiction)?,
            disbursement_id,
            evidence: row.evidence.clone().ok_or_else(contradiction)?,
        },
    })
}
