use events::{Event, EventKind};
use experts::{ExpertError, Registration};
use kernel::{Actor, RegistrationId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff stop an active expert: no new answers and proposals; bills and money go on (MKT-04).
    pub async fn suspend_registration(&self, actor: Actor, id: RegistrationId, reason: &str) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let registration = registration.suspend(reason, now)?;
        let event = Event::now(EventKind::RegistrationSuspended, actor, &id, now).because(reason.trim());

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(registration)
    }

    /// Staff let a suspended expert go on.
    pub async fn reinstate_registration(&self, actor: Actor, id: RegistrationId, reason: &str) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let registration = registration.reinstate(reason)?;
        let event = Event::now(EventKind::RegistrationReinstated, actor, &id, now).because(reason.trim());

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
