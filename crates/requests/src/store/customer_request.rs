use kernel::{AccountId, CustomerRequestId, LockRows, Money, Page, Slice, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::search::index;
use crate::{
    ActivityKey, Ask, Budget, CustomerRequest, RequestState,
    entity::{
        customer_request::{ActiveModel, Column, Entity, Model},
        hidden_request,
    },
};

pub async fn find(db: &impl ConnectionTrait, id: CustomerRequestId) -> Result<Option<CustomerRequest>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(CustomerRequest::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[CustomerRequestId]) -> Result<Vec<CustomerRequest>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(CustomerRequest::try_from).collect()
}

/// Reads it for a decision: nobody else can change or answer it until this transaction ends.
pub async fn lock(tx: &DatabaseTransaction, id: CustomerRequestId) -> Result<Option<CustomerRequest>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(CustomerRequest::try_from).transpose()
}

/// What the account asked for and has put away, or has not; newest first.
pub async fn page_for_customer(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    archived: bool,
    page: Page<CustomerRequestId>,
) -> Result<Slice<CustomerRequest>, DbErr> {
    let put_away = if archived { Column::ArchivedAt.is_not_null() } else { Column::ArchivedAt.is_null() };
    let rows = Entity::find().filter(Column::CustomerAccountId.eq(account_id)).filter(put_away);
    page_of(db, rows, Column::Id, page).await
}

/// What others ask for and still take answers to, newest activity first (G-10): what the account has hidden from its
/// list, or the rest. The account's own are left out; the preferred location filters nothing (G-23).
pub async fn page_for_experts(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    hidden: bool,
    page: Page<ActivityKey>,
) -> Result<Slice<CustomerRequest>, DbErr> {
    let for_all = Column::DirectAccountId.is_null();
    let rows = Entity::find().filter(Column::State.eq(RequestState::Open)).filter(for_all);
    let mut rows = rows.filter(Column::CustomerAccountId.ne(account_id)).filter(is_hidden(account_id, hidden));
    if let Some(after) = page.after {
        rows = rows.filter(below(after));
    }
    let rows = rows.order_by_desc(Column::ActiveAt).order_by_desc(Column::Id).limit(page.limit()).all(db).await?;
    Ok(page.slice(rows.into_iter().map(CustomerRequest::try_from).collect::<Result<_, _>>()?))
}

pub async fn insert(tx: &DatabaseTransaction, request: &CustomerRequest) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(request.id),
        customer_account_id: Set(request.customer_account_id),
        member_id: Set(request.filed_by),
        direct_account_id: Set(request.direct_to),
        opened_at: Set(request.opened_at),
        ..changing_columns(request)
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    index(tx, request).await
}

/// Writes what its life changes: its words, its counts and its state; and where it is searched.
pub async fn save(tx: &DatabaseTransaction, request: &CustomerRequest) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(request.id), ..changing_columns(request) };
    row.update_without_returning(tx).await?;
    index(tx, request).await
}

fn is_hidden(account_id: AccountId, hidden: bool) -> Expr {
    let own = hidden_request::Entity::find()
        .select_only()
        .column(hidden_request::Column::CustomerRequestId)
        .filter(hidden_request::Column::ExpertAccountId.eq(account_id))
        .into_query();
    if hidden { Column::Id.in_subquery(own) } else { Column::Id.not_in_subquery(own) }
}

/// What comes after a place in the order of activity.
fn below(after: ActivityKey) -> Expr {
    let key = Expr::tuple([Expr::col(Column::ActiveAt), Expr::col(Column::Id)]);
    key.lt(Expr::tuple([Expr::value(after.active_at), Expr::value(after.id)]))
}

fn changing_columns(request: &CustomerRequest) -> ActiveModel {
    let Ask { title, description, budget, preferred_location, skills } = request.ask.clone();
    ActiveModel {
        title: Set(title),
        description: Set(description),
        budget_currency: Set(budget.map(|budget| budget.at_most().currency().code().to_owned())),
        budget_at_least_minor: Set(budget.map(|budget| budget.at_least().minor())),
        budget_at_most_minor: Set(budget.map(|budget| budget.at_most().minor())),
        preferred_location: Set(preferred_location),
        skills: Set(skills.join("\n")),
        responder_count: Set(request.responder_count),
        active_at: Set(request.active_at),
        archived_at: Set(request.archived_at),
        state: Set(request.state),
        ..Default::default()
    }
}

impl TryFrom<Model> for CustomerRequest {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let budget = budget(&row)?;
        let (title, description, preferred_location) = (row.title, row.description, row.preferred_location);
        let skills = row.skills.lines().map(str::to_owned).collect();
        let ask = Ask { title, description, budget, preferred_location, skills };
        Ok(Self {
            id: row.id,
            customer_account_id: row.customer_account_id,
            filed_by: row.member_id,
            direct_to: row.direct_account_id,
            ask,
            responder_count: row.responder_count,
            opened_at: row.opened_at,
            active_at: row.active_at,
            archived_at: row.archived_at,
            state: row.state,
        })
    }
}

fn budget(row: &Model) -> Result<Option<Budget>, DbErr> {
    let columns = (&row.budget_currency, row.budget_at_least_minor, row.budget_at_most_minor);
    let (Some(code), Some(at_least), Some(at_most)) = columns else { return Ok(None) };
    let told =
        |error: &dyn ToString| DbErr::Type(format!("{} has an unreadable budget: {}", row.id, error.to_string()));
    let money = |minor| Money::from_columns(minor, code).map_err(|error| told(&error));
    Budget::new(money(at_least)?, money(at_most)?).map(Some).map_err(|error| told(&error))
}
