use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, TryGetable,
};

/// Which column names a row, and which one tells when it is due.
#[derive(Clone, Copy, Debug)]
pub struct DueColumns<C> {
    pub id: C,
    pub due_at: C,
}

/// The ids of the rows that are due by `now`, in due order, at most `max`.
pub async fn due_rows<E: EntityTrait, I: TryGetable>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    DueColumns { id, due_at }: DueColumns<E::Column>,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<I>, DbErr> {
    let due = rows.select_only().column(id).filter(due_at.lte(now)).order_by_asc(due_at).order_by_asc(id);
    due.limit(max).into_tuple().all(db).await
}
