use accounts::Identity;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Whoever signs in first under an appointment's e-mail address is its person from then on: the address may
    /// pass to another, the appointment does not.
    pub(crate) async fn tie_appointment(&self, identity: &Identity) -> Result<()> {
        let tx = self.db.begin().await?;
        if let Some(staff) = accounts::store::lock_untied(&tx, &identity.email).await? {
            accounts::store::save_staff(&tx, &staff.known_as(identity)).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
