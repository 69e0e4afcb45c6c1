use kernel::{
    AccountId, CustomerRequestId, ListColumns, LockRows, Page, Pages, ResponseId, Slice, page_of, page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Select,
};

use crate::{
    Response, ResponseState,
    entity::response::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find_response(db: &impl ConnectionTrait, id: ResponseId) -> Result<Option<Response>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Response::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_responses(db: &impl ConnectionTrait, ids: &[ResponseId]) -> Result<Vec<Response>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Response::try_from).collect()
}

/// Reads it for a decision.
pub async fn lock_response(tx: &DatabaseTransaction, id: ResponseId) -> Result<Option<Response>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Response::try_from).transpose()
}

/// Whether the account has ever answered the request. Ask under the lock of the request.
pub async fn has_answered(
    db: &impl ConnectionTrait,
    request_id: CustomerRequestId,
    account_id: AccountId,
) -> Result<bool, DbErr> {
    let found = of_request(request_id).filter(Column::ExpertAccountId.eq(account_id)).one(db).await?;
    Ok(found.is_some())
}

/// The answers to requests, newest first: every one for the customer, an expert's own for the expert, and for staff,
/// who are of no account, all.
pub async fn pages_of_requests(
    db: &impl ConnectionTrait,
    parents: &[CustomerRequestId],
    reader: Option<AccountId>,
    page: Page<ResponseId>,
) -> Result<Pages<CustomerRequestId, Response>, DbErr> {
    let mut rows = Entity::find();
    if let Some(account) = reader {
        let of_sides = Condition::any().add(Column::CustomerAccountId.eq(account));
        rows = rows.filter(of_sides.add(Column::ExpertAccountId.eq(account)));
    }
    let (rows, of_parent) = (rows, ListColumns { parent: Column::CustomerRequestId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(Response::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.customer_request_id, page))
}

/// The answers that stand to requests, newest first.
pub async fn pages_of_standing(
    db: &impl ConnectionTrait,
    parents: &[CustomerRequestId],
    page: Page<ResponseId>,
) -> Result<Pages<CustomerRequestId, Response>, DbErr> {
    let standing = Entity::find().filter(Column::State.eq(StateName::Sent));
    let of_parent = ListColumns { parent: Column::CustomerRequestId, id: Column::Id };
    let rows = page_of_each(db, standing, of_parent, parents, page).await?.into_iter().map(Response::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.customer_request_id, page))
}

/// What the account answered to others, newest first.
pub async fn responses_of_expert(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<ResponseId>,
) -> Result<Slice<Response>, DbErr> {
    page_of(db, Entity::find().filter(Column::ExpertAccountId.eq(account_id)), Column::Id, page).await
}

pub async fn insert_response(tx: &DatabaseTransaction, response: &Response) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(response.id),
        customer_request_id: Set(response.customer_request_id),
        conversation_id: Set(response.conversation_id),
        customer_account_id: Set(response.customer_account_id),
        expert_account_id: Set(response.expert_account_id),
        expert_profile_id: Set(response.expert_profile_id),
        speaks_as: Set(response.speaks_as),
        sent_at: Set(response.sent_at),
        ..state_columns(response.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what withdrawing changes: the state and its columns.
pub async fn save_response(tx: &DatabaseTransaction, response: &Response) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(response.id), ..state_columns(response.state) };
    row.update_without_returning(tx).await.map(drop)
}

fn of_request(request_id: CustomerRequestId) -> Select<Entity> {
    Entity::find().filter(Column::CustomerRequestId.eq(request_id))
}

fn state_columns(state: ResponseState) -> ActiveModel {
    let (name, withdrawn_at) = match state {
        ResponseState::Sent => (StateName::Sent, None),
        ResponseState::Withdrawn { at } => (StateName::Withdrawn, Some(at)),
    };
    ActiveModel { state: Set(name), withdrawn_at: Set(withdrawn_at), ..Default::default() }
}

impl TryFrom<Model> for Response {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = match (row.state, row.withdrawn_at) {
            (StateName::Sent, None) => ResponseState::Sent,
            (StateName::Withdrawn, Some(at)) => ResponseState::Withdrawn { at },
            (StateName::Sent, Some(_)) | (StateName::Withdrawn, None) => {
                return Err(DbErr::Type(format!("{} has a state that its columns contradict", row.id)));
            }
        };
        Ok(Self {
            id: row.id,
            customer_request_id: row.customer_request_id,
            conversation_id: row.conversation_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            expert_profile_id: row.expert_profile_id,
            speaks_as: row.speaks_as,
            sent_at: row.sent_at,
            state,
        })
    }
}
