use chrono::{DateTime, Utc};
use kernel::{ConversationId, Due, ListColumns, LockRows, Money, Page, Pages, ProposalId, Timer, page_of_each, pages};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{
    Offer, Parties, Proposal, State,
    entity::{ActiveModel, Column, Entity, Model, StateName},
};

/// Offers that nobody decided on yet (G-28).
pub const PROPOSAL_ENDS: Timer = Timer {
    table: "proposal",
    running: "t.state = 'proposed'",
    due: Due::At("expires_at"),
    parties: &["customer_account_id", "expert_account_id"],
};

pub async fn find(db: &impl ConnectionTrait, id: ProposalId) -> Result<Option<Proposal>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Proposal::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<Vec<Proposal>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock(tx: &DatabaseTransaction, id: ProposalId) -> Result<Option<Proposal>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Proposal::try_from).transpose()
}

/// The offers made in conversations, newest first.
pub async fn pages_of_conversations(
    db: &impl ConnectionTrait,
    parents: &[ConversationId],
    page: Page<ProposalId>,
) -> Result<Pages<ConversationId, Proposal>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::ConversationId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(Proposal::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.parties.conversation_id, page))
}

/// Whether an offer of the conversation is accepted, or can be at `now`.
pub async fn has_open(
    db: &impl ConnectionTrait,
    conversation_id: ConversationId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let alive = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    let open = Condition::any()
        .add(Column::State.eq(StateName::Accepted))
        .add(Condition::all().add(Column::State.eq(StateName::Proposed)).add(alive));
    let found = Entity::find().filter(Column::ConversationId.eq(conversation_id)).filter(open).one(db).await?;
    Ok(found.is_some())
}

/// The proposals that time ends by `now`, in due order, at most `max`.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<ProposalId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::State.eq(StateName::Proposed));
    let due = due.filter(Column::ExpiresAt.lte(now)).order_by_asc(Column::ExpiresAt).order_by_asc(Column::Id);
    due.limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which time ends one.
pub async fn next_due(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
    let next = Entity::find().select_only().column(Column::ExpiresAt).filter(Column::State.eq(StateName::Proposed));
    let next = next.filter(Column::ExpiresAt.gt(after)).order_by_asc(Column::ExpiresAt);
    next.limit(1).into_tuple().one(db).await
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
        sent_at: Set(sent_at),
        expires_at: Set(offer.expires_at),
        ..state_columns(state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
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

impl TryFrom<Model> for Proposal {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (id, sent_at, state) = (row.id, row.sent_at, state(&row)?);
        let maximum = Money::from_columns(row.maximum_minor, &row.currency);
        let maximum = maximum.map_err(|error| DbErr::Type(format!("{id}: {error}")))?;
        let parties = Parties {
            conversation_id: row.conversation_id,
            customer_request_id: row.customer_request_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
        };
        let offer = Offer { title: row.title, terms: row.terms, maximum, expires_at: row.expires_at };
        Ok(Self { id, parties, offer, sent_at, state })
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
