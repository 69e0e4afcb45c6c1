use std::collections::HashMap;

use experts::{ExpertError, IdentityCheck, Progress, Registration, RegistrationStatus, Step, timeline};
use kernel::{Actor, IdentityCheckId, Page, RegistrationId, Right, Slice};

use super::case::Cases;
use crate::{Marketplace, Result};

impl Marketplace {
    /// One registration, for its account and for the staff who review them.
    pub async fn registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may_read(&[Right::ReviewRegistrations])?;
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
        actor.may_read(&[Right::ReviewRegistrations])?; // Before anything tells whether it exists.
        let not_found = || ExpertError::IdentityCheckNotFound(id);
        let check = experts::store::find_check(self.db.reader(), id).await?.ok_or_else(not_found)?;
        match self.registration(actor, check.registration_id).await {
            Err(crate::Error::Experts(ExpertError::RegistrationNotFound(_))) => Err(not_found().into()),
            seen => seen.map(|_| check),
        }
    }

    /// How far experts are, whose registrations are seen already: each step done, open or blocked, by when, and by what
    /// it is lifted.
    pub async fn registration_timelines(
        &self,
        actor: Actor,
        ids: &[RegistrationId],
    ) -> Result<HashMap<RegistrationId, Vec<Step>>> {
        actor.may_read(&[Right::ReviewRegistrations])?;
        let (db, now) = (self.db.reader(), self.clock.now());
        let registrations = experts::store::find_many(db, ids).await?;
        if registrations.is_empty() {
            return Ok(HashMap::new());
        }
        let accounts: Vec<_> = registrations.iter().map(|registration| registration.account_id).collect();
        let checks = experts::store::find_checks_of(db, ids).await?;
        let checks: HashMap<_, _> = checks.into_iter().map(|check| (check.registration_id, check)).collect();
        let companies = experts::store::find_company_checks_of(db, &self.vault, &accounts).await?;
        let companies: HashMap<_, _> = companies.into_iter().map(|check| (check.account_id, check)).collect();
        let certified: HashMap<_, _> = experts::store::certified_since(db, &accounts, now).await?.into_iter().collect();
        let cases = Cases::of(db, &self.vault, &registrations, &self.staff_domains, now).await?;
        let steps = |registration: &Registration| {
            let case = cases.case(registration)?;
            let progress = Progress {
                registration,
                application: case.application(),
                identity_check: checks.get(&registration.id),
                company_check: companies.get(&registration.account_id),
                certified_since: certified.get(&registration.account_id).copied(),
            };
            Ok((registration.id, timeline(progress)))
        };
        registrations.iter().map(steps).collect()
    }
}
