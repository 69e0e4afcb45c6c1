use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::{
    ConversationId, Due, DueColumns, ListColumns, LockRows, Money, NextDue, Page, Pages, ProposalId, Timer, due_rows,
    page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Select,
};

use super::{
    Offer, Parties, PaymentPlan, Proposal, ScheduleLine, State,
    entity::{ActiveModel, Column, Entity, Model, PaymentType, StateName, schedule_line},
};

/// Offers that nobody decided on yet (G-28).
pub const PROPOSAL_ENDS: Timer = Timer {
    table: "proposal",
    running: "t.state = 'proposed'",
    due: Due::At("expires_at"),
    parties: &["customer_account_id", "expert_account_id"],
};

pub async fn find(db: &impl ConnectionTrait, id: ProposalId) -> Result<Option<Proposal>, DbErr> {
    Ok(whole(db, Entity::find_by_id(id).all(db).await?).await?.pop())
}

/// Those of `ids` that exist, in no order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<Vec<Proposal>, DbErr> {
    whole(db, Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?).await
}

/// Those that stand in the place of one of `ids`, in no order; no two in the place of one.
pub async fn find_replacements(db: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<Vec<Proposal>, DbErr> {
    whole(db, Entity::find().filter(Column::ReplacesId.is_in(ids.iter().copied())).all(db).await?).await
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock(tx: &DatabaseTransaction, id: ProposalId) -> Result<Option<Proposal>, DbErr> {
    Ok(whole(tx, Entity::find_by_id(id).lock_rows().all(tx).await?).await?.pop())
}

/// The offers made in conversations, newest first.
pub async fn pages_of_conversations(
    db: &impl ConnectionTrait,
    parents: &[ConversationId],
    page: Page<ProposalId>,
) -> Result<Pages<ConversationId, Proposal>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::ConversationId, id: Column::Id });
    let rows = whole(db, page_of_each(db, rows, of_parent, parents, page).await?).await?;
    Ok(pages(rows, |row| row.parties.conversation_id, page))
}

/// Whether an offer of the conversation is accepted, or can be at `now`.
pub async fn has_open(
    db: &impl ConnectionTrait,
    conversation_id: ConversationId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let of_conversation = Entity::find().filter(Column::ConversationId.eq(conversation_id));
    Ok(of_conversation.filter(is_open(now)).one(db).await?.is_some())
}

/// The newest offer of each conversation that is accepted, or can be at `now`, in no order.
pub async fn newest_open(
    db: &impl ConnectionTrait,
    parents: &[ConversationId],
    now: DateTime<Utc>,
) -> Result<Vec<Proposal>, DbErr> {
    let newest = Page::<ProposalId>::new(1, None).map_err(|error| DbErr::Type(error.to_string()))?;
    let of_parent = ListColumns { parent: Column::ConversationId, id: Column::Id };
    let rows = page_of_each(db, Entity::find().filter(is_open(now)), of_parent, parents, newest).await?;
    let lists = pages(whole(db, rows).await?, |row| row.parties.conversation_id, newest);
    Ok(lists.into_values().filter_map(|list| list.items.into_iter().next()).collect())
}

fn is_open(now: DateTime<Utc>) -> Condition {
    let alive = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    let proposed = Condition::all().add(Column::State.eq(StateName::Proposed)).add(alive);
    Condition::any().add(Column::State.eq(StateName::Accepted)).add(proposed)
}

/// The proposals that time ends by `now`, in due order, at most `max`.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<ProposalId>, DbErr> {
    let columns = DueColumns { id: Column::Id, due_at: Column::ExpiresAt };
    due_rows(db, open(), columns, now, max).await
}

/// The earliest instant after `after` at which time ends one.
pub fn next_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(open(), Column::ExpiresAt, after)
}

fn open() -> Select<Entity> {
    Entity::find().filter(Column::State.eq(StateName::Proposed))
}

pub async fn insert(tx: &DatabaseTransaction, proposal: &Proposal) -> Result<(), DbErr> {
    let Proposal { id, parties, offer, sent_at, state } = proposal.clone();
    let row = ActiveModel {
        id: Set(id),
        conversation_id: Set(parties.conversation_id),
        customer_request_id: Set(parties.customer_request_id),
        customer_account_id: Set(parties.customer_account_id),
        expert_account_id: Set(parties.expert_account_id),
        title: Set(offer.title),
        terms: Set(offer.terms),
        currency: Set(offer.maximum.currency().code().to_owned()),
        maximum_minor: Set(offer.maximum.minor()),
        payment_type: Set(payment_type(&offer.plan)),
        replaces_id: Set(offer.replaces_id),
        sent_at: Set(sent_at),
        expires_at: Set(offer.expires_at),
        ..state_columns(state)
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    insert_lines(tx, id, offer.plan.lines()).await
}

async fn insert_lines(tx: &DatabaseTransaction, proposal_id: ProposalId, lines: &[ScheduleLine]) -> Result<(), DbErr> {
    if lines.is_empty() {
        return Ok(());
    }
    let rows = lines.iter().map(|line| schedule_line::ActiveModel {
        proposal_id: Set(proposal_id),
        due_on: Set(line.on),
        amount_minor: Set(line.amount.minor()),
    });
    schedule_line::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save(tx: &DatabaseTransaction, proposal: &Proposal) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(proposal.id), ..state_columns(proposal.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(state: State) -> ActiveModel {
    let (name, decided_at, engagement_id) = match state {
        State::Proposed => (StateName::Proposed, None, None),
        State::Accepted { at, engagement_id } => (StateName::Accepted, Some(at), Some(engagement_id)),
        State::Declined { at } => (StateName::Declined, Some(at), None),
        State::Withdrawn { at } => (StateName::Withdrawn, Some(at), None),
        State::Expired { at } => (StateName::Expired, Some(at), None),
    };
    ActiveModel {
        state: Set(name),
        decided_at: Set(decided_at),
        engagement_id: Set(engagement_id),
        ..Default::default()
    }
}

/// Rows with the fixed payments of those that have some: one statement more, for they never change.
async fn whole(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Proposal>, DbErr> {
    let scheduled = rows.iter().filter(|row| row.payment_type == PaymentType::Scheduled).map(|row| row.id);
    let scheduled: Vec<_> = scheduled.collect();
    let mut lines: HashMap<_, Vec<_>> = HashMap::new();
    if !scheduled.is_empty() {
        let found = schedule_line::Entity::find().filter(schedule_line::Column::ProposalId.is_in(scheduled));
        for line in found.order_by_asc(schedule_line::Column::DueOn).all(db).await? {
            lines.entry(line.proposal_id).or_default().push(line);
        }
    }
    rows.into_iter().map(|row| proposal(lines.remove(&row.id).unwrap_or_default(), row)).collect()
}

fn proposal(lines: Vec<schedule_line::Model>, row: Model) -> Result<Proposal, DbErr> {
    let (id, sent_at, state) = (row.id, row.sent_at, state(&row)?);
    let maximum = money(&row, row.maximum_minor)?;
    let plan = match row.payment_type {
        PaymentType::Upfront => PaymentPlan::Upfront,
        PaymentType::Milestone => PaymentPlan::Milestone,
        PaymentType::Scheduled => {
            let line = |line: schedule_line::Model| {
                Ok(ScheduleLine { on: line.due_on, amount: money(&row, line.amount_minor)? })
            };
            PaymentPlan::Scheduled { lines: lines.into_iter().map(line).collect::<Result<_, DbErr>>()? }
        }
    };
    let parties = Parties {
        conversation_id: row.conversation_id,
        customer_request_id: row.customer_request_id,
        customer_account_id: row.customer_account_id,
        expert_account_id: row.expert_account_id,
    };
    let (expires_at, replaces_id) = (row.expires_at, row.replaces_id);
    let offer = Offer { title: row.title, terms: row.terms, maximum, plan, expires_at, replaces_id };
    Ok(Proposal { id, parties, offer, sent_at, state })
}

fn money(row: &Model, minor: i64) -> Result<Money, DbErr> {
    Money::from_columns(minor, &row.currency).map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))
}

fn payment_type(plan: &PaymentPlan) -> PaymentType {
    match plan {
        PaymentPlan::Upfront => PaymentType::Upfront,
        PaymentPlan::Milestone => PaymentType::Milestone,
        PaymentPlan::Scheduled { .. } => PaymentType::Scheduled,
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let at = || row.decided_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Proposed => State::Proposed,
        StateName::Accepted => {
            State::Accepted { at: at()?, engagement_id: row.engagement_id.ok_or_else(contradiction)? }
        }
        StateName::Declined => State::Declined { at: at()? },
        StateName::Withdrawn => State::Withdrawn { at: at()? },
        StateName::Expired => State::Expired { at: at()? },
    })
}
