use chrono::{DateTime, Utc};
use kernel::{ExpertProfileId, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};

use super::run;
use crate::Slug;

/// Whose page is found under a name, whether or not it is the newest one.
pub async fn profile_at(db: &impl ConnectionTrait, slug: &Slug) -> Result<Option<ExpertProfileId>, DbErr> {
    let sql = "select expert_profile_id from profile_slug where slug = $1";
    let values = [slug.as_str().into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| row.try_get("", "expert_profile_id")).transpose()
}

/// The names of these profiles' pages, of those that have one.
pub async fn current_slugs(
    db: &impl ConnectionTrait,
    ids: &[ExpertProfileId],
) -> Result<Vec<(ExpertProfileId, String)>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "select expert_profile_id, slug from profile_slug where is_current and expert_profile_id in ({})",
        placeholders(1, ids.len())
    );
    let values = ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "expert_profile_id")?, row.try_get("", "slug")?))).collect()
}

/// Every name that the profile ever took. Ask under the lock of the profile.
pub async fn slugs_of(tx: &DatabaseTransaction, id: ExpertProfileId) -> Result<Vec<String>, DbErr> {
    let sql = "select slug from profile_slug where expert_profile_id = $1";
    let rows = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()])).await?;
    rows.iter().map(|row| row.try_get("", "slug")).collect()
}

/// Makes a name the profile's own, or its own again; the one before still leads to it. `false`: it leads to another. The
/// profile, or its registration, is locked before.
pub async fn take_slug(
    tx: &DatabaseTransaction,
    id: ExpertProfileId,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let take = "insert into profile_slug (slug, expert_profile_id, taken_at, is_current) values ($1, $2, $3, false)
                on conflict (slug) do nothing";
    run(tx, take, [slug.as_str().into(), id.into(), at.into()]).await?;
    if profile_at(tx, slug).await? != Some(id) {
        return Ok(false);
    }
    let leave = "update profile_slug set is_current = false where expert_profile_id = $1 and is_current";
    run(tx, leave, [id.into()]).await?;
    run(tx, "update profile_slug set is_current = true where slug = $1", [slug.as_str().into()]).await?;
    Ok(true)
}
