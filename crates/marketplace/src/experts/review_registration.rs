use events::{Event, EventKind};
use experts::{ExpertError, Registration};
use kernel::{Actor, RegistrationId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff begin to look at a registration (IQ-37).
    pub async fn review_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let registration = registration.review(now)?;

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &Event::now(EventKind::RegistrationUnderReview, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
