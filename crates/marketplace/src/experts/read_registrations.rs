use experts::{ExpertError, IdentityCheck, Progress, Registration, RegistrationStatus, Step, timeline};
use kernel::{Actor, IdentityCheckId, Page, RegistrationId, Right, Slice};

use super::case::Case;
use crate::{Marketplace, Result};

impl Marketplace {
    /// One registration, for its account and for the staff who review them.
    pub async fn registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.signed_in()?;
        if actor.is_staff() {
            actor.may(Right::ReviewRegistrations)?;
        }
        let registration = experts::store::find(self.db.reader(), id).await?;
        let visible = |registration: &Registration| actor.is_staff() || actor.acts_for(registration.account_id);
        Ok(registration.filter(visible).ok_or(ExpertError::RegistrationNotFound(id))?)
    }

    /// The staff's queue: registrations of one status, or all, newest first.
    pub async fn registrations(
        &self,
        actor: Actor,
        status: Option<RegistrationStatus>,
        page: Page<RegistrationId>,
    ) -> Result<Slice<Registration>> {
        actor.may(Right::ReviewRegistrations)?;
        Ok(experts::store::page(self.db.reader(), status, page).await?)
    }

    /// One identity check, for who sees its registration.
    pub async fn identity_check(&self, actor: Actor, id: IdentityCheckId) -> Result<IdentityCheck> {
        actor.signed_in()?;
        let not_found = || ExpertError::IdentityCheckNotFound(id);
        let check = experts::store::find_check(self.db.reader(), id).await?.ok_or_else(not_found)?;
        match self.registration(actor, check.registration_id).await {
            Err(crate::Error::Experts(ExpertError::RegistrationNotFound(_))) => Err(not_found().into()),
            seen => seen.map(|_| check),
        }
    }

    /// How far an expert is: each step done, open or blocked, by when, and by what it is lifted.
    pub async fn registration_timeline(&self, actor: Actor, id: RegistrationId) -> Result<[Step; 9]> {
        let registration = self.registration(actor, id).await?;
        let (db, now) = (self.db.reader(), self.clock.now());
        let case = Case::of(db, &registration, now).await?;
        let check = experts::store::find_check_of(db, id).await?;
        Ok(timeline(Progress {
            registration: &registration,
            application: case.application(),
            identity_check: check.as_ref(),
            certified_since: experts::store::certified_since(db, registration.account_id, now).await?,
        }))
    }
}
