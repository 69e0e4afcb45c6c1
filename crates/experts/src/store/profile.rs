use kernel::{AccountId, ExpertProfileId, ListColumns, LockRows, MemberId, Page, Pages, UploadId, page_of_each, pages};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{exists, money};
use crate::{
    Experience, ExpertProfile, ProfileDetails, RateRange,
    entity::expert_profile::{ActiveModel, Column, Entity, Model},
};

pub async fn find_profile(db: &impl ConnectionTrait, id: ExpertProfileId) -> Result<Option<ExpertProfile>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(ExpertProfile::try_from).transpose()
}

/// Reads it to be saved anew.
pub async fn lock_profile(tx: &DatabaseTransaction, id: ExpertProfileId) -> Result<Option<ExpertProfile>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(ExpertProfile::try_from).transpose()
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_profiles(db: &impl ConnectionTrait, ids: &[ExpertProfileId]) -> Result<Vec<ExpertProfile>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(ExpertProfile::try_from).collect()
}

/// The profile of a member's person, as far as it was made for that membership.
pub async fn profile_of_member(db: &impl ConnectionTrait, id: MemberId) -> Result<Option<ExpertProfile>, DbErr> {
    Entity::find().filter(Column::MemberId.eq(id)).one(db).await?.map(ExpertProfile::try_from).transpose()
}

/// The profiles of the accounts' members, newest first.
pub async fn pages_of_profiles(
    db: &impl ConnectionTrait,
    parents: &[AccountId],
    page: Page<ExpertProfileId>,
) -> Result<Pages<AccountId, ExpertProfile>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::AccountId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(ExpertProfile::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.account_id, page))
}

/// Whether the upload is the photo of an expert who is active, and so public (IQ-15).
pub async fn is_photo_of_active(db: &impl ConnectionTrait, upload: UploadId) -> Result<bool, DbErr> {
    let sql = "select 1 from expert_profile profile
               join registration on registration.expert_profile_id = profile.id
               where profile.photo_upload_id = $1 and registration.state = 'active'";
    exists(db, sql, [upload.into()]).await
}

/// Writes a new profile. `false`: the person has one already (G-03).
pub async fn insert_profile(tx: &DatabaseTransaction, profile: &ExpertProfile) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(profile.id),
        account_id: Set(profile.account_id),
        member_id: Set(profile.member_id),
        subject: Set(profile.subject.clone()),
        ..details(profile)
    };
    let conflict = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await? == 1)
}

/// Writes what the person says.
pub async fn save_profile(tx: &DatabaseTransaction, profile: &ExpertProfile) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(profile.id), ..details(profile) };
    row.update_without_returning(tx).await.map(drop)
}

fn details(profile: &ExpertProfile) -> ActiveModel {
    let ExpertProfile { details, saved_at, .. } = profile;
    ActiveModel {
        display_name: Set(details.display_name.clone()),
        headline: Set(details.headline.clone()),
        bio: Set(details.bio.clone()),
        photo_upload_id: Set(details.photo),
        links: Set(details.links.join("\n")),
        experience: Set(written(&details.experience)),
        rate_currency: Set(details.rate.map(|rate| rate.min().currency().code().to_owned())),
        rate_min_minor: Set(details.rate.map(|rate| rate.min().minor())),
        rate_max_minor: Set(details.rate.map(|rate| rate.max().minor())),
        contact_email: Set(details.contact_email.clone()),
        legal_name: Set(details.legal_name.clone()),
        saved_at: Set(*saved_at),
        ..Default::default()
    }
}

impl TryFrom<Model> for ExpertProfile {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let details = ProfileDetails {
            rate: rate(&row)?,
            experience: read(&row)?,
            display_name: row.display_name,
            headline: row.headline,
            bio: row.bio,
            photo: row.photo_upload_id,
            links: row.links.lines().map(str::to_owned).collect(),
            contact_email: row.contact_email,
            legal_name: row.legal_name,
        };
        let Model { id, account_id, member_id, subject, saved_at, .. } = row;
        Ok(Self { id, account_id, member_id, subject, details, saved_at })
    }
}

/// Experience is never looked for by what it holds: it lies in one column.
fn written(experience: &[Experience]) -> String {
    serde_json::to_string(experience).expect("texts and days are always JSON")
}

fn read(row: &Model) -> Result<Vec<Experience>, DbErr> {
    serde_json::from_str(&row.experience).map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))
}

fn rate(row: &Model) -> Result<Option<RateRange>, DbErr> {
    let (Some(currency), Some(min), Some(max)) = (&row.rate_currency, row.rate_min_minor, row.rate_max_minor) else {
        return Ok(None);
    };
    let range = RateRange::new(money(min, currency)?, money(max, currency)?);
    range.map(Some).map_err(|error| DbErr::Type(format!("{}: {error}", row.id)))
}
