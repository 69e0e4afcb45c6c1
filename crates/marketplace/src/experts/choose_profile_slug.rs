use accounts::Company;
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{ExpertError, ExpertProfile, SLUGS_MAX, Slug};
use kernel::{Actor, ExpertProfileId};
use sea_orm::DatabaseTransaction;

use super::person::person;
use crate::{Marketplace, Result};

impl Marketplace {
    /// The person says under which name their page is found. It is theirs from then on, and so are those before: what
    /// once led to them leads to nobody else (IQ-15).
    pub async fn choose_profile_slug(&self, actor: Actor, id: ExpertProfileId, slug: &Slug) -> Result<ExpertProfile> {
        person(actor)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let profile = experts::store::lock_profile(&tx, id).await?.ok_or(ExpertError::ProfileNotFound(id))?;
        profile.open_to(actor)?;
        let taken = experts::store::slugs_of(&tx, id).await?;
        if taken.len() >= SLUGS_MAX && !taken.iter().any(|own| own == slug.as_str()) {
            return Err(ExpertError::SlugsUsedUp.into());
        }
        if !experts::store::take_slug(&tx, id, slug, now).await? {
            return Err(ExpertError::SlugTaken(slug.clone()).into());
        }
        let chosen = Event::now(EventKind::ExpertProfileSlugChosen, actor, &id, now).because(slug.as_str());
        events::store::record(&tx, &chosen).await?;
        tx.commit().await?;

        Ok(profile)
    }
}

/// Gives a profile that is about to be public a name, if its person chose none: after what everybody will read there,
/// which may be the company's name alone (G-05).
pub(super) async fn give_slug(tx: &DatabaseTransaction, profile: &ExpertProfile, now: DateTime<Utc>) -> Result<()> {
    if !experts::store::slugs_of(tx, profile.id).await?.is_empty() {
        return Ok(());
    }
    let company = accounts::store::find_company(tx, profile.account_id).await?;
    for slug in Slug::derived(shown_name(profile, company.as_ref()), profile.id) {
        if experts::store::take_slug(tx, profile.id, &slug, now).await? {
            break;
        }
    }
    Ok(())
}

/// What everybody reads as the name of whoever the profile shows.
fn shown_name<'a>(profile: &'a ExpertProfile, company: Option<&'a Company>) -> &'a str {
    match company {
        Some(company) if !profile.shows_person() => &company.details.name,
        Some(_) | None => &profile.details.display_name,
    }
}
