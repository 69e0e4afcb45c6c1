use events::{Event, EventKind};
use experts::CertificationLink;
use kernel::{Actor, CertificationLinkId};

use super::person::{lock_own_link, person};
use crate::{Marketplace, Result};

impl Marketplace {
    /// A person whose certification no registry knows asks staff to look at evidence (IQ-19).
    pub async fn request_certification_review(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        evidence: &str,
    ) -> Result<CertificationLink> {
        let (member, _) = person(actor)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        // Of two profiles that claim it, the second sees the first.
        if let Some(link) = experts::store::find_link(&tx, id).await? {
            experts::store::lock_claims(&tx, &link.issuer, &link.external_id).await?;
        }
        let link = lock_own_link(&tx, member, id).await?;
        let holder = experts::store::certification_holder(&tx, &link.issuer, &link.external_id).await?;
        let link = link.request_review(evidence, holder.is_some(), now)?;

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &Event::now(EventKind::CertificationReviewRequested, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(link)
    }
}
