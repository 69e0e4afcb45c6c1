use events::{Event, EventKind};
use experts::CertificationLink;
use kernel::{Actor, CertificationLinkId};

use super::person::{lock_own_link, person};
use crate::{Marketplace, Result, engagements::flag_grants};

impl Marketplace {
    /// A person takes a certification off the profile; another profile may link it then (G-03).
    pub async fn unlink_certification(&self, actor: Actor, id: CertificationLinkId) -> Result<CertificationLink> {
        let (member, _) = person(actor)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = lock_own_link(&tx, member, id).await?;
        let link = link.unlink(now)?;

        experts::store::save_link(&tx, &link).await?;
        flag_grants(&tx, &link, (now, now)).await?;
        events::store::record(&tx, &Event::now(EventKind::CertificationUnlinked, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(link)
    }
}
