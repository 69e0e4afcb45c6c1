use std::{collections::HashMap, hash::Hash};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Order, Query, WindowStatement},
};

use crate::{EntityId, Page, Slice};

/// What one page each of several lists, read together, comes to. A list without rows may be missing.
pub type Pages<P, T> = HashMap<P, Slice<T>>;

/// Which column tells whose list a row is in, and which one the lists run by: from the newest to the oldest.
#[derive(Clone, Copy, Debug)]
pub struct ListColumns<C> {
    pub parent: C,
    pub id: C,
}

/// Reads a page of a list that runs from the newest to the oldest, by `id`.
pub async fn page_of<E, T, I>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    id: E::Column,
    page: Page<I>,
) -> Result<Slice<T>, DbErr>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = DbErr>,
    I: EntityId + Into<Value>,
{
    let rows = rows_of_page(db, rows, id, page).await?;
    Ok(page.slice(rows.into_iter().map(T::try_from).collect::<Result<_, _>>()?))
}

/// The rows from which [`page_of`] makes its page, for things that do not follow from a row alone: as many as
/// [`Page::limit`] allows.
pub async fn rows_of_page<E, I>(
    db: &impl ConnectionTrait,
    mut rows: Select<E>,
    id: E::Column,
    page: Page<I>,
) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait,
    I: EntityId + Into<Value>,
{
    if let Some(after) = page.after {
        rows = rows.filter(id.lt(after));
    }
    rows.order_by_desc(id).limit(page.limit()).all(db).await
}

/// Reads the same page of the lists of several parents by one statement, however many they are: each parent's rows are
/// numbered, and those beyond the page stay in the database.
pub async fn page_of_each<E, P, I>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    ListColumns { parent, id }: ListColumns<E::Column>,
    parents: &[P],
    page: Page<I>,
) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait,
    P: Into<Value> + Copy,
    I: Copy + Into<Value>,
{
    let mut rows = rows.filter(parent.is_in(parents.iter().copied()));
    if let Some(after) = page.after {
        rows = rows.filter(id.lt(after));
    }
    let (place, limit) = (Alias::new("place"), i64::try_from(page.limit()).unwrap_or(i64::MAX));
    let of_parent = WindowStatement::partition_by(parent).order_by(id, Order::Desc).to_owned();
    let mut numbered = rows.into_query();
    numbered.expr_window_as(Expr::cust("row_number()"), of_parent, place.clone());
    let wanted = Query::select()
        .column(Asterisk)
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(place).lte(limit))
        .order_by(id, Order::Desc)
        .to_owned();
    E::find().from_raw_sql(db.get_database_backend().build(&wanted)).all(db).await
}

/// Sorts rows into the pages of their parents.
pub fn pages<P: Eq + Hash, T, I: Copy>(rows: Vec<T>, parent: impl Fn(&T) -> P, page: Page<I>) -> Pages<P, T> {
    let mut lists: HashMap<P, Vec<T>> = HashMap::new();
    for row in rows {
        lists.entry(parent(&row)).or_default().push(row);
    }
    lists.into_iter().map(|(parent, rows)| (parent, page.slice(rows))).collect()
}
