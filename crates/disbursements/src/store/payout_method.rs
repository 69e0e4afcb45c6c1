use chrono::{DateTime, Utc};
use kernel::{AccountId, Address, Backlog, LockRows, NextDue, Page, PayoutMethodId, Queue, Sealed, Slice, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::{contradiction, currency};
use crate::{
    ACCOUNT_NUMBER, BankAccount, KeptNumber, PayoutMethod, PayoutMethodState,
    entity::payout_method::{ActiveModel, Column, Entity, Model, StateName},
    payout_method::end_of,
};

pub async fn find_method(db: &impl ConnectionTrait, id: PayoutMethodId) -> Result<Option<PayoutMethod>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(PayoutMethod::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_methods(db: &impl ConnectionTrait, ids: &[PayoutMethodId]) -> Result<Vec<PayoutMethod>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(PayoutMethod::try_from).collect()
}

pub async fn lock_method(tx: &DatabaseTransaction, id: PayoutMethodId) -> Result<Option<PayoutMethod>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(PayoutMethod::try_from).transpose()
}

/// Everything that a payee is paid by: whoever holds these makes no run for the payee meet another.
pub async fn lock_methods_of(tx: &DatabaseTransaction, payee: AccountId) -> Result<(), DbErr> {
    let methods = Entity::find().filter(Column::ExpertAccountId.eq(payee)).order_by_asc(Column::Id);
    methods.lock_rows().all(tx).await.map(drop)
}

/// What a payee named so far, newest first, the removed ones too.
pub async fn page_of_methods_for_payee(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
    page: Page<PayoutMethodId>,
) -> Result<Slice<PayoutMethod>, DbErr> {
    page_of(db, Entity::find().filter(Column::ExpertAccountId.eq(expert_account_id)), Column::Id, page).await
}

/// What staff have to review, newest first.
pub async fn page_of_methods_to_review(
    db: &impl ConnectionTrait,
    page: Page<PayoutMethodId>,
) -> Result<Slice<PayoutMethod>, DbErr> {
    page_of(db, Entity::find().filter(Column::State.eq(StateName::Pending)), Column::Id, page).await
}

/// What staff have to verify.
const QUEUE: Queue = Queue { table: "payout_method", since: "since_at", waiting: "where q.state = 'pending'" };

/// How many payout methods staff have to verify, and for how long.
pub async fn method_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

/// Whose review is overdue at `now` and was not reported, at most `max`, in due order.
pub async fn reviews_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<PayoutMethodId>, DbErr> {
    let overdue = unreported().filter(Column::ReviewDueOn.lt(now.date_naive()));
    let ids = overdue.select_only().column(Column::Id).order_by_asc(Column::ReviewDueOn).order_by_asc(Column::Id);
    ids.limit(max).into_tuple().all(db).await
}

/// The first instant after `after` at which a review becomes overdue.
pub fn next_review_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_days(unreported().filter(Column::ReviewDueOn.gte(after.date_naive())), Column::ReviewDueOn, end_of)
}

fn unreported() -> Select<Entity> {
    Entity::find().filter(Column::State.eq(StateName::Pending)).filter(Column::AlertedAt.is_null())
}

pub async fn insert_method(tx: &DatabaseTransaction, method: &PayoutMethod) -> Result<(), DbErr> {
    let BankAccount { rail, number, holder, holder_reason, address } = &method.bank;
    let row = ActiveModel {
        id: Set(method.id),
        expert_account_id: Set(method.expert_account_id),
        currency: Set(method.currency.code().to_owned()),
        rail: Set(*rail),
        account_number: Set(number.sealed.text.clone()),
        sealed_by: Set(Some(number.sealed.key)),
        last_four: Set(number.last_four.clone()),
        holder: Set(holder.clone()),
        holder_reason: Set(holder_reason.clone()),
        street: Set(address.street.clone()),
        city: Set(address.city.clone()),
        postal_code: Set(address.postal_code.clone()),
        country: Set(address.country),
        document_issued_on: Set(method.document_issued_on),
        added_at: Set(method.added_at),
        ..state_columns(&method.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state, and the document it rests on.
pub async fn save_method(tx: &DatabaseTransaction, method: &PayoutMethod) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Unchanged(method.id),
        document_issued_on: Set(method.document_issued_on),
        ..state_columns(&method.state)
    };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's checks demand.
fn state_columns(state: &PayoutMethodState) -> ActiveModel {
    let row = |name, since_at, evidence: Option<&String>, reason: Option<&String>| ActiveModel {
        state: Set(name),
        since_at: Set(since_at),
        review_due_on: Set(None),
        alerted_at: Set(None),
        evidence: Set(evidence.cloned()),
        reason: Set(reason.cloned()),
        ..Default::default()
    };
    match state {
        PayoutMethodState::Pending { at, review_due_on, alerted_at } => {
            let (review_due_on, alerted_at) = (Set(Some(*review_due_on)), Set(*alerted_at));
            ActiveModel { review_due_on, alerted_at, ..row(StateName::Pending, *at, None, None) }
        }
        PayoutMethodState::Verified { at, evidence } => row(StateName::Verified, *at, Some(evidence), None),
        PayoutMethodState::Rejected { at, reason } => row(StateName::Rejected, *at, None, Some(reason)),
        PayoutMethodState::Errored { at, reason } => row(StateName::Errored, *at, None, Some(reason)),
        PayoutMethodState::Removed { at } => row(StateName::Removed, *at, None, None),
    }
}

impl TryFrom<Model> for PayoutMethod {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (state, currency) = (state(&row)?, currency(&row.currency)?);
        let Model { id, expert_account_id, rail, holder, holder_reason, document_issued_on, added_at, .. } = row;
        let sealed = Sealed::stored(ACCOUNT_NUMBER.at(id.uuid()), row.account_number, row.sealed_by)?;
        let bank = BankAccount {
            rail,
            number: KeptNumber { sealed, last_four: row.last_four },
            holder,
            holder_reason,
            address: Address { street: row.street, city: row.city, postal_code: row.postal_code, country: row.country },
        };
        Ok(Self { id, expert_account_id, currency, bank, document_issued_on, added_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<PayoutMethodState, DbErr> {
    let contradiction = || contradiction(&row.id);
    let (at, reason) = (row.since_at, || row.reason.clone().ok_or_else(contradiction));
    Ok(match row.state {
        StateName::Pending => PayoutMethodState::Pending {
            at,
            review_due_on: row.review_due_on.ok_or_else(contradiction)?,
            alerted_at: row.alerted_at,
        },
        StateName::Verified => {
            PayoutMethodState::Verified { at, evidence: row.evidence.clone().ok_or_else(contradiction)? }
        }
        StateName::Rejected => PayoutMethodState::Rejected { at, reason: reason()? },
        StateName::Errored => PayoutMethodState::Errored { at, reason: reason()? },
        StateName::Removed => PayoutMethodState::Removed { at },
    })
}
