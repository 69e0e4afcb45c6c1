use events::{Event, EventKind};
use experts::{Approval, ExpertError, IdentityCheck, Registration};
use kernel::{Actor, RegistrationId, Right};

use super::{case::Case, choose_profile_slug::give_slug, person::is_own};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff let an expert begin: verified, and with an approved DAC7 form (IQ-10, IQ-42). From then on everybody sees the
    /// profile, under a name of its own (IQ-15).
    pub async fn approve_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let not_found = ExpertError::RegistrationNotFound(id);
        let unlocked = experts::store::find(&tx, id).await?.ok_or(not_found.clone())?;
        experts::store::lock_profile(&tx, unlocked.expert_profile_id).await?; // Comes before registrations.
        let registration = experts::store::lock(&tx, id).await?.ok_or(not_found)?;
        let case = Case::of(&tx, &self.vault, &registration, &self.staff_domains, now).await?;
        let check = experts::store::find_check_of(&tx, id).await?;
        let unpassed = experts::store::unpassed_companies(&tx, &[registration.account_id]).await?;
        let approval = Approval {
            company_passed: unpassed.is_empty(),
            identity_passed: check.as_ref().is_some_and(IdentityCheck::is_passed),
            dac7_approved: case.dac7.is_approved(),
            own: is_own(&tx, actor, &case.profile).await?,
        };
        let registration = registration.approve(approval, now)?;

        experts::store::save(&tx, &registration).await?;
        give_slug(&tx, &case.profile, now).await?;
        events::store::record(&tx, &Event::now(EventKind::RegistrationActivated, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
