use events::{Event, EventKind};
use experts::{CertificationLink, ExpertError};
use kernel::{Actor, CertificationLinkId};

use super::person::{own_profile, person};
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

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        if link.expert_profile_id != own_profile(&tx, member).await?.id {
            return Err(ExpertError::CertificationNotFound(id).into());
        }
        let holder = experts::store::certification_holder(&tx, &link.issuer, &link.external_id).await?;
        let link = link.request_review(evidence, holder.is_some(), now)?;

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &Event::now(EventKind::CertificationReviewRequested, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(link)
    }
}
