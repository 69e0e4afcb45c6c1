use kernel::{EventId, MemberId, Money, SavedSearchId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement,
};

use crate::{
    CustomerRequest, SavedSearch, Search, TypedSearch,
    entity::{
        hidden_request,
        saved_search::{ActiveModel, Column, Entity, Model},
    },
};

pub async fn find_saved_search(db: &impl ConnectionTrait, id: SavedSearchId) -> Result<Option<SavedSearch>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(SavedSearch::try_from).transpose()
}

/// What one person has saved, oldest first.
pub async fn saved_searches_of(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<SavedSearch>, DbErr> {
    let rows = Entity::find().filter(Column::MemberId.eq(member)).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(SavedSearch::try_from).collect()
}

pub async fn count_saved_searches(db: &impl ConnectionTrait, member: MemberId) -> Result<u64, DbErr> {
    Entity::find().filter(Column::MemberId.eq(member)).count(db).await
}

/// The next that may find a request, after `after` in the order of their ids: not those of the account that asks, nor of
/// those that have taken it out of their lists.
pub async fn saved_searches_for(
    db: &impl ConnectionTrait,
    request: &CustomerRequest,
    after: Option<SavedSearchId>,
    limit: u64,
) -> Result<Vec<SavedSearch>, DbErr> {
    let hidden_by = hidden_request::Entity::find()
        .select_only()
        .column(hidden_request::Column::ExpertAccountId)
        .filter(hidden_request::Column::CustomerRequestId.eq(request.id))
        .into_query();
    let others = Column::AccountId.ne(request.customer_account_id);
    let mut rows = Entity::find().filter(others).filter(Column::AccountId.not_in_subquery(hidden_by));
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let rows = rows.order_by_asc(Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(SavedSearch::try_from).collect()
}

pub async fn insert_saved_search(tx: &DatabaseTransaction, saved: &SavedSearch) -> Result<(), DbErr> {
    let TypedSearch { text, skills, location, budget_at_least, .. } = saved.search.typed().clone();
    let row = ActiveModel {
        id: Set(saved.id),
        account_id: Set(saved.account_id),
        member_id: Set(saved.member_id),
        name: Set(saved.name.clone()),
        text: Set(text),
        skills: Set(skills.join("\n")),
        location: Set(location),
        budget_currency: Set(budget_at_least.map(|money| money.currency().code().to_owned())),
        budget_at_least_minor: Set(budget_at_least.map(Money::minor)),
        saved_at: Set(saved.saved_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// It finds nothing any more, and what it has found is forgotten.
pub async fn delete_saved_search(tx: &DatabaseTransaction, id: SavedSearchId) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await.map(drop)
}

/// Keeps that a search has found a request, and by which event its owner is told. `false`: it had found it before.
pub async fn insert_find(
    tx: &DatabaseTransaction,
    saved: &SavedSearch,
    request: &CustomerRequest,
    event: EventId,
) -> Result<bool, DbErr> {
    let sql = "insert into saved_search_find (saved_search_id, customer_request_id, event_id) values ($1, $2, $3)
               on conflict do nothing";
    let values = [saved.id.into(), request.id.into(), event.into()];
    let written = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(written.rows_affected() == 1)
}

/// Who is told by an event of what their searches have found, each once.
pub async fn finders(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<MemberId>, DbErr> {
    let sql = "select distinct saved.member_id from saved_search_find find
               join saved_search saved on saved.id = find.saved_search_id where find.event_id = $1";
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [event.into()])).await?;
    rows.iter().map(|row| row.try_get("", "member_id")).collect()
}

impl TryFrom<Model> for SavedSearch {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let unreadable = |error: &dyn ToString| DbErr::Type(format!("{}: {}", row.id, error.to_string()));
        let budget = row.budget_currency.as_deref().zip(row.budget_at_least_minor);
        let budget = budget.map(|(code, minor)| Money::from_columns(minor, code)).transpose();
        let typed = TypedSearch {
            text: row.text,
            skills: row.skills.lines().map(str::to_owned).collect(),
            location: row.location,
            budget_at_least: budget.map_err(|error| unreadable(&error))?,
            posted_within_days: None,
        };
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            member_id: row.member_id,
            name: row.name,
            search: Search::new(typed).map_err(|error| unreadable(&error))?,
            saved_at: row.saved_at,
        })
    }
}
