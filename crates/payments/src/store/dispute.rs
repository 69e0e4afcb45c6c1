use chrono::{DateTime, Utc};
use kernel::{
    DisputeId, DueColumns, ListColumns, LockRows, NextDue, Page, Pages, PaymentRequestId, Slice, due_rows, page_of,
    page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::Expr,
};

use super::money;
use crate::{
    Dispute, DisputeState, Settlement, Statement,
    entity::dispute::{ActiveModel, Column, Entity, Model, SettlementName, StateName},
};

/// As its indexes say it, so that SQLite knows that it may take them.
const OPEN: &str = "state in ('awaiting_expert', 'awaiting_customer')";

pub async fn find_dispute(db: &impl ConnectionTrait, id: DisputeId) -> Result<Option<Dispute>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Dispute::try_from).transpose()
}

/// Reads it for a decision; its engagement and its bill are locked before.
pub async fn lock_dispute(tx: &DatabaseTransaction, id: DisputeId) -> Result<Option<Dispute>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Dispute::try_from).transpose()
}

/// The disputes over bills, newest first.
pub async fn pages_of_disputes(
    db: &impl ConnectionTrait,
    parents: &[PaymentRequestId],
    page: Page<DisputeId>,
) -> Result<Pages<PaymentRequestId, Dispute>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::PaymentRequestId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(Dispute::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.payment_request_id, page))
}

/// Every dispute that is open, newest first.
pub async fn page_of_open_disputes(db: &impl ConnectionTrait, page: Page<DisputeId>) -> Result<Slice<Dispute>, DbErr> {
    page_of(db, Entity::find().filter(Expr::cust(OPEN)), Column::Id, page).await
}

/// Those that silence settles by `now`, in due order, at most `max`.
pub async fn disputes_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<DisputeId>, DbErr> {
    let columns = DueColumns { id: Column::Id, due_at: Column::AnswerDueAt };
    due_rows(db, Entity::find().filter(Expr::cust(OPEN)), columns, now, max).await
}

/// The earliest instant after `after` at which silence settles one.
pub fn next_dispute_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find().filter(Expr::cust(OPEN)), Column::AnswerDueAt, after)
}

pub async fn insert_dispute(tx: &DatabaseTransaction, dispute: &Dispute) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(dispute.id),
        payment_request_id: Set(dispute.payment_request_id),
        engagement_id: Set(dispute.engagement_id),
        customer_account_id: Set(dispute.customer_account_id),
        expert_account_id: Set(dispute.expert_account_id),
        statement: Set(dispute.statement.clone()),
        opened_at: Set(dispute.opened_at),
        ..changing_columns(dispute)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what its life changes: what was said, and the state with its columns.
pub async fn save_dispute(tx: &DatabaseTransaction, dispute: &Dispute) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(dispute.id), ..changing_columns(dispute) };
    row.update_without_returning(tx).await.map(drop)
}

fn changing_columns(dispute: &Dispute) -> ActiveModel {
    let (answer, recommendation) = (dispute.answer.clone(), dispute.recommendation.clone());
    ActiveModel {
        answered_at: Set(answer.as_ref().map(|answer| answer.at)),
        answer: Set(answer.map(|answer| answer.text)),
        recommended_at: Set(recommendation.as_ref().map(|said| said.at)),
        recommendation: Set(recommendation.map(|said| said.text)),
        ..state_columns(dispute.state)
    }
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(state: DisputeState) -> ActiveModel {
    let open = |name, due_at| ActiveModel { state: Set(name), answer_due_at: Set(Some(due_at)), ..no_state() };
    let ended = |name, at| ActiveModel { state: Set(name), ended_at: Set(Some(at)), ..no_state() };
    match state {
        DisputeState::AwaitingExpert { answer_due_at } => open(StateName::AwaitingExpert, answer_due_at),
        DisputeState::AwaitingCustomer { answer_due_at } => open(StateName::AwaitingCustomer, answer_due_at),
        DisputeState::Withdrawn { at } => ended(StateName::Withdrawn, at),
        DisputeState::Settled { at, settlement } => {
            let (name, part) = match settlement {
                Settlement::Whole => (SettlementName::Whole, None),
                Settlement::Part { amount } => (SettlementName::Part, Some(amount)),
                Settlement::Nothing => (SettlementName::Nothing, None),
                Settlement::SilentExpert => (SettlementName::SilentExpert, None),
                Settlement::SilentCustomer => (SettlementName::SilentCustomer, None),
            };
            ActiveModel {
                settlement: Set(Some(name)),
                part_currency: Set(part.map(|part| part.currency().code().to_owned())),
                part_minor: Set(part.map(kernel::Money::minor)),
                ..ended(StateName::Settled, at)
            }
        }
    }
}

fn no_state() -> ActiveModel {
    ActiveModel {
        state: NotSet,
        answer_due_at: Set(None),
        ended_at: Set(None),
        settlement: Set(None),
        part_currency: Set(None),
        part_minor: Set(None),
        ..Default::default()
    }
}

impl TryFrom<Model> for Dispute {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.id,
            payment_request_id: row.payment_request_id,
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            opened_at: row.opened_at,
            state: state(&row)?,
            statement: row.statement,
            answer: row.answer.zip(row.answered_at).map(|(text, at)| Statement { text, at }),
            recommendation: row.recommendation.zip(row.recommended_at).map(|(text, at)| Statement { text, at }),
        })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<DisputeState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let due_at = || row.answer_due_at.ok_or_else(contradiction);
    let at = || row.ended_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::AwaitingExpert => DisputeState::AwaitingExpert { answer_due_at: due_at()? },
        StateName::AwaitingCustomer => DisputeState::AwaitingCustomer { answer_due_at: due_at()? },
        StateName::Withdrawn => DisputeState::Withdrawn { at: at()? },
        StateName::Settled => {
            let settlement = match row.settlement.ok_or_else(contradiction)? {
                SettlementName::Whole => Settlement::Whole,
                SettlementName::Nothing => Settlement::Nothing,
                SettlementName::SilentExpert => Settlement::SilentExpert,
                SettlementName::SilentCustomer => Settlement::SilentCustomer,
                SettlementName::Part => {
                    let (minor, code) = row.part_minor.zip(row.part_currency.as_deref()).ok_or_else(contradiction)?;
                    Settlement::Part { amount: money(minor, code)? }
                }
            };
            DisputeState::Settled { at: at()?, settlement }
        }
    })
}
