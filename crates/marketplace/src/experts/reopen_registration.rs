use events::{Event, EventKind};
use experts::{ExpertError, Registration};
use kernel::{Actor, RegistrationId, Right};

use crate::{Marketplace, Result};

impl Marketplace {
    /// An expert takes up a registration that was rejected as correctable (IQ-37).
    pub async fn reopen_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let registration = registration.reopen(actor)?;

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &Event::now(EventKind::RegistrationReopened, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
