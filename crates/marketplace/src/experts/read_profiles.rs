use experts::{ExpertError, ExpertProfile, Registration, SellerRegistration, Slug};
use kernel::{AccountId, Actor, ExpertProfileId, Page, Pages, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One profile: for its account, for staff, and for everybody once its registration is active (IQ-15).
    pub async fn expert_profile(&self, actor: Actor, id: ExpertProfileId) -> Result<ExpertProfile> {
        Ok(self.seen_profile(actor, id).await?.ok_or(ExpertError::ProfileNotFound(id))?)
    }

    /// The same, by the name of its page or by one that it had before.
    pub async fn expert_profile_by_slug(&self, actor: Actor, slug: &Slug) -> Result<ExpertProfile> {
        let profile = match experts::store::profile_at(self.db.reader(), slug).await? {
            Some(id) => self.seen_profile(actor, id).await?,
            None => None,
        };
        Ok(profile.ok_or_else(|| ExpertError::NoPage(slug.clone()))?)
    }

    /// A profile, if it is the actor's to see.
    async fn seen_profile(&self, actor: Actor, id: ExpertProfileId) -> Result<Option<ExpertProfile>> {
        let Some(profile) = experts::store::find_profile(self.db.reader(), id).await? else { return Ok(None) };
        if self.sees_private(actor, &profile) {
            return Ok(Some(profile));
        }
        let registration = experts::store::registration_of_profile(self.db.reader(), id).await?;
        Ok(registration.as_ref().is_some_and(Registration::is_active).then_some(profile))
    }

    /// Whether the actor sees what a profile keeps from the public: the legal name, the contact, how far the
    /// registration is (G-05).
    pub fn sees_private(&self, actor: Actor, profile: &ExpertProfile) -> bool {
        actor.acts_for(profile.account_id) || (actor.is_staff() && actor.may(Right::ReviewRegistrations).is_ok())
    }

    /// The profile of whoever is signed in; `None` if they made none.
    pub async fn my_expert_profile(&self, actor: Actor) -> Result<Option<ExpertProfile>> {
        let Some(member) = actor.member() else { return Ok(None) };
        Ok(experts::store::profile_of_member(self.db.reader(), member).await?)
    }

    /// The profiles of accounts' members, newest first: of accounts that are seen already, for their members and for the
    /// staff who review them.
    pub async fn expert_profiles_of(
        &self,
        actor: Actor,
        ids: &[AccountId],
        page: Page<ExpertProfileId>,
    ) -> Result<Pages<AccountId, ExpertProfile>> {
        actor.may_read(&[Right::ReviewRegistrations])?;
        Ok(experts::store::pages_of_profiles(self.db.reader(), ids, page).await?)
    }

    /// What accounts declared to sell at all: of accounts that are seen already, for their members and for the staff who
    /// review it.
    pub async fn seller_registrations_of(&self, actor: Actor, ids: &[AccountId]) -> Result<Vec<SellerRegistration>> {
        actor.may_read(&Right::TO_READ_SELLERS)?;
        Ok(experts::store::find_sellers(self.db.reader(), ids).await?)
    }
}
