mod access_grant;
mod access_level;
mod access_session;
mod cancellation_request;
mod review;
mod timers;

pub use access_grant::{
    find_grant, find_grants, insert_grant, lock_grant, lock_live_grants, lock_live_grants_of_person,
    page_grants_for_customer, page_grants_for_expert, pages_of_grants, save_grant,
};
pub use access_level::{access_levels, find_access_level, insert_access_level};
pub use access_session::{find_session, insert_session, sessions_of_events};
use kernel::{AccountId, EngagementId, LockRows, Money, Page, Slice, page_of};
pub use review::{
    find_review, insert_review, lock_review, page_of_pending_reviews, pages_of_published_reviews, review_backlog,
    review_summaries, reviews_of_engagements, save_review,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{LockBehavior, LockType},
};

pub use cancellation_request::{
    cancellations_due, find_cancellation, find_cancellations, insert_cancellation, lock_cancellation,
    lock_open_cancellation, next_cancellation_due, open_cancellation, pages_of_cancellations, save_cancellation,
};
pub use timers::*;

use super::{
    Billing, Engagement, SilenceRule, State,
    entity::{ActiveModel, Column, Entity, Model, PaymentType, StateName},
};

pub async fn find(db: &impl ConnectionTrait, id: EngagementId) -> Result<Option<Engagement>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Engagement::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[EngagementId]) -> Result<Vec<Engagement>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Engagement::try_from).collect()
}

/// Reads it for a decision: nobody else can bill on it until this transaction ends.
pub async fn lock(tx: &DatabaseTransaction, id: EngagementId) -> Result<Option<Engagement>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Engagement::try_from).transpose()
}

/// Reads it for a decision that rests on it: it stays as it is until this transaction ends.
pub async fn hold(tx: &DatabaseTransaction, id: EngagementId) -> Result<Option<Engagement>, DbErr> {
    Entity::find_by_id(id).hold_rows().one(tx).await?.map(Engagement::try_from).transpose()
}

/// As [`lock`], for a sweep: `None` if somebody else has it in hand, for what is due can wait for the next sweep.
pub async fn lock_free(tx: &DatabaseTransaction, id: EngagementId) -> Result<Option<Engagement>, DbErr> {
    let free = Entity::find_by_id(id).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    free.one(tx).await?.map(Engagement::try_from).transpose()
}

/// What the account pays for, newest first.
pub async fn page_for_customer(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<EngagementId>,
) -> Result<Slice<Engagement>, DbErr> {
    page_of(db, Entity::find().filter(Column::CustomerAccountId.eq(account_id)), Column::Id, page).await
}

/// What the account is paid for, newest first.
pub async fn page_for_expert(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<EngagementId>,
) -> Result<Slice<Engagement>, DbErr> {
    page_of(db, Entity::find().filter(Column::ExpertAccountId.eq(account_id)), Column::Id, page).await
}

/// Whether work runs in which the account takes part, on either side, or a bill of ended work awaits its decision
/// (IQ-30, G-46).
pub async fn has_running(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let of_account = Column::CustomerAccountId.eq(account_id).or(Column::ExpertAccountId.eq(account_id));
    let running = Column::State.is_in([StateName::Active, StateName::FinalBilled]).or(Column::PendingMinor.gt(0_i64));
    let running = Entity::find().filter(of_account).filter(running);
    Ok(running.limit(1).one(db).await?.is_some())
}

/// Whether a bill of the account, as expert, awaits its decision (IQ-30).
pub async fn has_open_bill(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let open = Entity::find().filter(Column::ExpertAccountId.eq(account_id)).filter(Column::PendingMinor.gt(0_i64));
    Ok(open.limit(1).one(db).await?.is_some())
}

pub async fn insert(tx: &DatabaseTransaction, engagement: &Engagement) -> Result<(), DbErr> {
    let engagement = engagement.clone();
    let row = ActiveModel {
        id: Set(engagement.id),
        proposal_id: Set(engagement.proposal_id),
        customer_request_id: Set(engagement.customer_request_id),
        conversation_id: Set(engagement.conversation_id),
        customer_account_id: Set(engagement.customer_account_id),
        expert_account_id: Set(engagement.expert_account_id),
        currency: Set(engagement.maximum.currency().code().to_owned()),
        maximum_minor: Set(engagement.maximum.minor()),
        payment_type: Set(payment_type(engagement.billing)),
        silence_days: Set(engagement.billing.silence().and_then(SilenceRule::days)),
        started_at: Set(engagement.started_at),
        ..changing_columns(&engagement)
    };
    Entity::insert(ActiveModel { title: Set(engagement.title), ..row }).exec_without_returning(tx).await.map(drop)
}

/// Writes what its life changes: its sums, its payment method and its state.
pub async fn save(tx: &DatabaseTransaction, engagement: &Engagement) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(engagement.id), ..changing_columns(engagement) };
    row.update_without_returning(tx).await.map(drop)
}

fn changing_columns(engagement: &Engagement) -> ActiveModel {
    let (state, completed_at, cancelled_at) = match engagement.state {
        State::Active => (StateName::Active, None, None),
        State::FinalBilled => (StateName::FinalBilled, None, None),
        State::Completed { at } => (StateName::Completed, Some(at), None),
        State::Cancelled { at } => (StateName::Cancelled, None, Some(at)),
    };
    ActiveModel {
        approved_minor: Set(engagement.approved.minor()),
        pending_minor: Set(engagement.pending.minor()),
        payment_method_id: Set(engagement.payment_method_id),
        state: Set(state),
        completed_at: Set(completed_at),
        cancelled_at: Set(cancelled_at),
        ..Default::default()
    }
}

impl TryFrom<Model> for Engagement {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let money = |minor| {
            Money::from_columns(minor, &row.currency).map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))
        };
        Ok(Self {
            id: row.id,
            proposal_id: row.proposal_id,
            customer_request_id: row.customer_request_id,
            conversation_id: row.conversation_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            maximum: money(row.maximum_minor)?,
            approved: money(row.approved_minor)?,
            pending: money(row.pending_minor)?,
            payment_method_id: row.payment_method_id,
            billing: billing(&row)?,
            started_at: row.started_at,
            state: state(&row)?,
            title: row.title,
        })
    }
}

fn payment_type(billing: Billing) -> PaymentType {
    match billing {
        Billing::Upfront => PaymentType::Upfront,
        Billing::Milestone { .. } => PaymentType::Milestone,
        Billing::Scheduled => PaymentType::Scheduled,
    }
}

fn billing(row: &Model) -> Result<Billing, DbErr> {
    match (row.payment_type, row.silence_days) {
        (PaymentType::Upfront, None) => Ok(Billing::Upfront),
        (PaymentType::Scheduled, None) => Ok(Billing::Scheduled),
        (PaymentType::Milestone, None) => Ok(Billing::Milestone { silence: SilenceRule::Wait }),
        (PaymentType::Milestone, Some(days)) => {
            let silence = SilenceRule::after_days(days);
            let silence = silence.map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))?;
            Ok(Billing::Milestone { silence })
        }
        (PaymentType::Upfront | PaymentType::Scheduled, Some(_)) => {
            Err(DbErr::Type(format!("{} says what silence means, where nobody is asked", row.id)))
        }
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    match (row.state, row.completed_at, row.cancelled_at) {
        (StateName::Active, None, None) => Ok(State::Active),
        (StateName::FinalBilled, None, None) => Ok(State::FinalBilled),
        (StateName::Completed, Some(at), None) => Ok(State::Completed { at }),
        (StateName::Cancelled, None, Some(at)) => Ok(State::Cancelled { at }),
        (StateName::Active | StateName::FinalBilled | StateName::Completed | StateName::Cancelled, ..) => {
            Err(DbErr::Type(format!("{} has a state that its columns contradict", row.id)))
        }
    }
}
