use events::{Event, EventKind};
use experts::{ExpertError, Registration};
use kernel::{Actor, RegistrationId, Right};

use crate::{Marketplace, Result, accounts::has_open_bills};

impl Marketplace {
    /// An expert, or staff, end a registration once no bill, charge, balance or payout is open (IQ-30).
    pub async fn close_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        actor.may(if actor.is_staff() { Right::ReviewRegistrations } else { Right::ManageSeller })?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let money_is_open = has_open_bills(&tx, registration.account_id).await?;
        let registration = registration.close(actor, money_is_open, now)?;

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &Event::now(EventKind::RegistrationClosed, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(registration)
    }
}
