use accounts::Staff;
use events::{Event, EventKind};
use kernel::{Actor, EmailAddress, Rights, StaffId};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Appoints the operator's first member of staff, with every right of staff; later ones are appointed by
    /// their colleagues. `None`: somebody is appointed already.
    pub async fn bootstrap_staff(&self, email: EmailAddress, name: &str) -> Result<Option<Staff>> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        if accounts::store::any_appointed(&tx).await? {
            return Ok(None);
        }
        let staff = Staff::appoint(StaffId::generate(now), email, name, Rights::of_staff(), false)?;
        let event = Event::now(EventKind::StaffAppointed, Actor::System, &staff.id, now);

        accounts::store::insert_staff(&tx, &staff).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Some(staff))
    }
}
