use events::{Event, EventKind};
use experts::{Approval, ExpertError, IdentityCheck, Registration};
use kernel::{Actor, RegistrationId, Right};

use super::{case::Case, person::is_own};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff let an expert begin: verified, and with an approved DAC7 form (IQ-10, IQ-42).
    pub async fn approve_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
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
        events::store::record(&tx, &Event::now(EventKind::RegistrationActivated, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
