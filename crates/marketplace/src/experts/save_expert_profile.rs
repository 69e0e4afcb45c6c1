use accounts::{AccountError, Member};
use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use experts::{ExpertError, ExpertProfile, ProfileDetails, Registration};
use files::Purpose;
use kernel::{Actor, ExpertProfileId, RegistrationId, UploadId};
use sea_orm::DatabaseTransaction;

use super::person::person;
use crate::{
    Marketplace, Result,
    files::{release, take},
};

#[derive(Clone, Debug)]
pub struct SaveExpertProfile {
    /// The profile to save anew; `None` makes the person's one profile.
    pub expert_profile_id: Option<ExpertProfileId>,
    pub details: ProfileDetails,
    pub idempotency_key: String,
}

impl Marketplace {
    /// A person says who they are as an expert. The first time that makes the profile, and with it the draft of
    /// their registration (IQ-04, G-03).
    pub async fn save_expert_profile(&self, actor: Actor, input: SaveExpertProfile) -> Result<ExpertProfile> {
        let (member, _) = person(actor)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = input.expert_profile_id.unwrap_or_else(|| ExpertProfileId::generate(now));
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(experts::store::find_profile(&tx, first).await?.ok_or(ExpertError::ProfileNotFound(first))?);
        }
        let details = input.details.checked(now.date_naive())?;
        let profile = if input.expert_profile_id.is_some() {
            save(&tx, actor, id, details, now).await?
        } else {
            let found = accounts::store::find_member(&tx, member).await?;
            make(&tx, (actor, id), found.ok_or(AccountError::MemberNotFound(member))?, details, now).await?
        };
        events::store::record(&tx, &Event::now(EventKind::ExpertProfileSaved, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(profile)
    }
}

async fn save(
    tx: &DatabaseTransaction,
    actor: Actor,
    id: ExpertProfileId,
    details: ProfileDetails,
    now: DateTime<Utc>,
) -> Result<ExpertProfile> {
    let profile = experts::store::lock_profile(tx, id).await?.ok_or(ExpertError::ProfileNotFound(id))?;
    let registration = experts::store::registration_of_profile(tx, id).await?;
    let is_live = registration.as_ref().is_some_and(Registration::is_live);
    let legal_name_fixed = is_live || experts::store::has_held_link(tx, id).await?;
    let photo_before = profile.details.photo;
    let profile = profile.save(actor, details, legal_name_fixed, now)?;
    exchange_photos(tx, actor, (photo_before, profile.details.photo), now).await?;
    experts::store::save_profile(tx, &profile).await?;
    Ok(profile)
}

async fn make(
    tx: &DatabaseTransaction,
    (actor, id): (Actor, ExpertProfileId),
    member: Member,
    details: ProfileDetails,
    now: DateTime<Utc>,
) -> Result<ExpertProfile> {
    let subject = member.subject().ok_or(AccountError::MemberNotFound(member.id))?.to_owned();
    let (account_id, member_id) = (member.account_id, member.id);
    let profile = ExpertProfile { id, account_id, member_id, subject, details, saved_at: now };
    exchange_photos(tx, actor, (None, profile.details.photo), now).await?;
    if !experts::store::insert_profile(tx, &profile).await? {
        return Err(ExpertError::ProfileExists.into());
    }
    let registration = Registration::draft(RegistrationId::generate(now), &profile);
    experts::store::insert(tx, &registration).await?;
    Ok(profile)
}

/// The old photo goes, the new one is the person's own upload; what stays the same stays.
async fn exchange_photos(
    tx: &DatabaseTransaction,
    actor: Actor,
    (before, after): (Option<UploadId>, Option<UploadId>),
    now: DateTime<Utc>,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    if let Some(photo) = after {
        take(tx, actor, (photo, Purpose::ProfilePhoto), now).await?;
    }
    if let Some(photo) = before {
        release(tx, actor, photo, now).await?;
    }
    Ok(())
}

impl SaveExpertProfile {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let ProfileDetails { display_name, headline, bio, photo, links, experience, rate, contact_email, legal_name } =
            &self.details;
        let id = self.expert_profile_id.map(|id| id.to_string()).unwrap_or_default();
        let rate = rate.map(|rate| format!("{} {}", rate.min(), rate.max())).unwrap_or_default();
        let links = links.join("\n");
        let experience = format!("{experience:?}");
        let photo = photo.map(|photo| photo.to_string()).unwrap_or_default();
        let optional = [headline, bio, legal_name].map(|text| text.as_deref().unwrap_or_default());
        let email = contact_email.as_ref().map_or("", |email| email.as_str());
        let payload = [&[id.as_str(), display_name, &photo, &links, &experience, &rate, email], &optional[..]].concat();
        Command::new(actor, "expertProfileSave", &self.idempotency_key, &payload)
    }
}
