use events::{Event, EventKind};
use experts::{CertificationLink, ExpertError, Finding};
use kernel::{Actor, CertificationLinkId, Right};
use sea_orm::DatabaseTransaction;

use super::person::is_own;
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff read the evidence and confirm what it says (IQ-19).
    pub async fn verify_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        finding: &Finding,
    ) -> Result<CertificationLink> {
        actor.may(Right::ReviewCertifications)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (link, own) = for_decision(&tx, actor, id).await?;
        let link = link.verify(finding, own, now)?;

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &Event::now(EventKind::CertificationVerified, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(link)
    }

    /// Staff read the evidence and are not convinced.
    pub async fn reject_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        reason: &str,
    ) -> Result<CertificationLink> {
        actor.may(Right::ReviewCertifications)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (link, own) = for_decision(&tx, actor, id).await?;
        let link = link.reject(reason, own, now)?;
        let event = Event::now(EventKind::CertificationRejected, actor, &id, now).because(reason.trim());

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(link)
    }

    /// Staff take a certification off a profile; the gates close.
    pub async fn revoke_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        reason: &str,
    ) -> Result<CertificationLink> {
        actor.may(Right::ReviewCertifications)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        let link = link.revoke(reason, now)?;
        let event = Event::now(EventKind::CertificationRevoked, actor, &id, now).because(reason.trim());

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(link)
    }
}

/// The claim, and whether the reviewer is its person.
async fn for_decision(
    tx: &DatabaseTransaction,
    actor: Actor,
    id: CertificationLinkId,
) -> Result<(CertificationLink, bool)> {
    let link = experts::store::lock_link(tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
    let profile_id = link.expert_profile_id;
    let profile = experts::store::find_profile(tx, profile_id).await?;
    let profile = profile.ok_or(ExpertError::ProfileNotFound(profile_id))?;
    let own = is_own(tx, actor, &profile).await?;
    Ok((link, own))
}
