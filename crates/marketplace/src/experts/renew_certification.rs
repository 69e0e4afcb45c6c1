use events::{Event, EventKind};
use experts::ExpertError;
use kernel::{Actor, CertificationLinkId};

use super::answer_certification_claim::found_of;
use crate::{Marketplace, Result};

impl Marketplace {
    /// Asks the registry whether a verified certification counts for longer by now, with no transaction open while it
    /// thinks, and notes its new end. `false`: it does not, or the registry cannot be reached; then all stays as it is.
    pub(crate) async fn renew_certification(&self, id: CertificationLinkId) -> Result<bool> {
        let link = experts::store::find_link(self.db.reader(), id).await?;
        let link = link.ok_or(ExpertError::CertificationNotFound(id))?;
        let answer = match self.outside.registry.look_up(&link.issuer, &link.external_id).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(certification_link.id = %id, %error, "nobody knows whether {id} was renewed");
                return Ok(false);
            }
        };
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        let found = found_of(&tx, &link, &answer).await?;
        let Some(renewed) = found.and_then(|finding| link.renewed(finding, now)) else { return Ok(false) };

        experts::store::save_link(&tx, &renewed).await?;
        events::store::record(&tx, &Event::now(EventKind::CertificationRenewed, Actor::System, &id, now)).await?;
        tx.commit().await?;

        Ok(true)
    }
}
