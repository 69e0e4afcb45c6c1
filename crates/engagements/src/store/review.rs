use std::collections::HashMap;

use kernel::{
    AccountId, Backlog, EngagementId, ListColumns, LockRows, Page, Pages, Queue, ReviewId, Slice, page_of_each, pages,
    placeholders,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Statement, Value,
    sea_query::OnConflict,
};

use crate::{
    Reply, Review, ReviewState, ReviewSummary, ReviewWords, Stars,
    entity::review::{ActiveModel, Column, Entity, Model, StateName},
};

/// What staff have not read yet.
const QUEUE: Queue = Queue { table: "review", since: "written_at", waiting: "where q.state = 'pending'" };

pub async fn find_review(db: &impl ConnectionTrait, id: ReviewId) -> Result<Option<Review>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Review::try_from).transpose()
}

/// Those that were written of these engagements: at most one each.
pub async fn reviews_of_engagements(db: &impl ConnectionTrait, ids: &[EngagementId]) -> Result<Vec<Review>, DbErr> {
    let rows = Entity::find().filter(Column::EngagementId.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_review(tx: &DatabaseTransaction, id: ReviewId) -> Result<Option<Review>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Review::try_from).transpose()
}

/// What everybody reads of the work of these accounts, newest first.
pub async fn pages_of_published_reviews(
    db: &impl ConnectionTrait,
    parents: &[AccountId],
    page: Page<ReviewId>,
) -> Result<Pages<AccountId, Review>, DbErr> {
    let published = Entity::find().filter(Column::State.eq(StateName::Published));
    let of_parent = ListColumns { parent: Column::ExpertAccountId, id: Column::Id };
    let rows = page_of_each(db, published, of_parent, parents, page).await?.into_iter().map(Review::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.expert_account_id, page))
}

/// What the published reviews of these accounts come to; nothing of those that have none.
pub async fn review_summaries(db: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<Vec<ReviewSummary>, DbErr> {
    if accounts.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "select expert_account_id, stars, count(*) as reviews from review
         where state = 'published' and expert_account_id in ({}) group by expert_account_id, stars",
        placeholders(1, accounts.len())
    );
    let values = accounts.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut summaries: HashMap<AccountId, ReviewSummary> = HashMap::new();
    for row in rows {
        let (account, stars): (AccountId, i32) = (row.try_get("", "expert_account_id")?, row.try_get("", "stars")?);
        let reviews = row.try_get::<i64>("", "reviews")?;
        let summary = summaries.entry(account).or_insert_with(|| ReviewSummary::none(account));
        let place = usize::from(counted(stars)?.count()) - 1;
        summary.by_stars[place] = u32::try_from(reviews).map_err(|error| DbErr::Type(error.to_string()))?;
    }
    Ok(summaries.into_values().collect())
}

/// What staff have not read yet, from what waits longest on.
pub async fn page_of_pending_reviews(db: &impl ConnectionTrait, page: Page<ReviewId>) -> Result<Slice<Review>, DbErr> {
    QUEUE.page::<Model, _, _>(db, vec![], page).await
}

/// How many reviews staff have to read, and for how long they wait.
pub async fn review_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

/// `false`: the work is reviewed already.
pub async fn insert_review(tx: &DatabaseTransaction, review: &Review) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(review.id),
        engagement_id: Set(review.engagement_id),
        customer_account_id: Set(review.customer_account_id),
        expert_account_id: Set(review.expert_account_id),
        stars: Set(review.words.stars.count().into()),
        text: Set(review.words.text.clone()),
        would_work_again: Set(review.words.would_work_again),
        written_at: Set(review.written_at),
        ..changing_columns(review)
    };
    let conflict = OnConflict::column(Column::EngagementId).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await? == 1)
}

/// Writes what its life changes: the state with its columns, and the answer.
pub async fn save_review(tx: &DatabaseTransaction, review: &Review) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(review.id), ..changing_columns(review) };
    row.update_without_returning(tx).await.map(drop)
}

fn changing_columns(review: &Review) -> ActiveModel {
    let (state, removed_at, removal_reason, removal_note) = match &review.state {
        ReviewState::Pending => (StateName::Pending, None, None, None),
        ReviewState::Published { .. } => (StateName::Published, None, None, None),
        ReviewState::Removed { at, reason, note, .. } => (StateName::Removed, Some(*at), Some(*reason), note.clone()),
    };
    ActiveModel {
        state: Set(state),
        published_at: Set(review.published_at()),
        removed_at: Set(removed_at),
        removal_reason: Set(removal_reason),
        removal_note: Set(removal_note),
        reply: Set(review.reply.as_ref().map(|reply| reply.text.clone())),
        replied_at: Set(review.reply.as_ref().map(|reply| reply.at)),
        ..Default::default()
    }
}

impl TryFrom<Model> for Review {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (state, stars) = (state(&row)?, counted(row.stars)?);
        Ok(Self {
            id: row.id,
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            words: ReviewWords { stars, text: row.text, would_work_again: row.would_work_again },
            written_at: row.written_at,
            reply: row.reply.zip(row.replied_at).map(|(text, at)| Reply { text, at }),
            state,
        })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<ReviewState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    Ok(match row.state {
        StateName::Pending => ReviewState::Pending,
        StateName::Published => ReviewState::Published { at: row.published_at.ok_or_else(contradiction)? },
        StateName::Removed => ReviewState::Removed {
            at: row.removed_at.ok_or_else(contradiction)?,
            published_at: row.published_at,
            reason: row.removal_reason.ok_or_else(contradiction)?,
            note: row.removal_note.clone(),
        },
    })
}

fn counted(stars: i32) -> Result<Stars, DbErr> {
    Stars::new(stars).map_err(|error| DbErr::Type(error.to_string()))
}
