use events::{Event, EventKind};
use experts::{ExpertError, Registration};
use kernel::{Actor, RegistrationId, Right};

use super::{let_go_of_call::call_off, person::is_own};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff refuse a registration, for good or until it is corrected (IQ-37).
    pub async fn reject_registration(
        &self,
        actor: Actor,
        id: RegistrationId,
        reason: &str,
        correctable: bool,
    ) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let profile_id = registration.expert_profile_id;
        let profile = experts::store::find_profile(&tx, profile_id).await?;
        let profile = profile.ok_or(ExpertError::ProfileNotFound(profile_id))?;
        let registration = registration.reject(reason, correctable, is_own(&tx, actor, &profile).await?, now)?;
        let event = Event::now(EventKind::RegistrationRejected, actor, &id, now).because(reason.trim());

        if let Some(check) = experts::store::lock_check_of(&tx, id).await? {
            call_off(&tx, actor, check, now).await?;
        }
        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
